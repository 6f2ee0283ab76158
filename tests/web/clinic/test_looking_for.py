"""Looking for a name in the clinic's lists, without the name in an address."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from tests.builders import build_world
from tests.web.clinic.conftest import Desk, sign_in
from tracker.store.types import sealed

LISTS = pytest.mark.parametrize("path", ["/triage", "/patients"])


@LISTS
def test_what_was_found_is_found_again_by_its_address(desk: Desk, path: str) -> None:
    place = desk.post(path, {"q": " Paula "}).location
    assert "aula" not in place
    for _ in range(2):
        page = desk.get(place).text
        assert 'value="Paula"' in page and "Nobody of that name" not in page
    assert "Nobody of that name" in desk.get(desk.post(path, {"q": "Zoe"}).location).text
    assert desk.post(path, {"q": "  "}).location == path


@LISTS
def test_another_person_reads_nothing_in_the_address(
    session: Session, desk: Desk, path: str
) -> None:
    place = desk.post(path, {"q": "Paula"}).location
    stranger = sign_in(desk.client.application.test_client(), build_world(session, "other"))
    page = stranger.get(place)
    assert page.status_code == 200 and 'value="Paula"' not in page.text


@LISTS
@pytest.mark.parametrize("forged", ["x", "ä", "\0", "gAAAAA" + "A" * 90])
def test_what_is_no_seal_of_ours_looks_for_nobody(desk: Desk, path: str, forged: str) -> None:
    page = desk.client.get(path, query_string={"name": forged})
    assert page.status_code == 200 and 'value=""' in page.text and "Paula" in page.text


@LISTS
@pytest.mark.parametrize("other", [b"words", zlib.compress(b"[]"), zlib.compress(b"words")])
def test_what_else_the_keys_sealed_looks_for_nobody(desk: Desk, path: str, other: bytes) -> None:
    page = desk.client.get(path, query_string={"name": sealed(other).decode()})
    assert page.status_code == 200 and 'value=""' in page.text


def test_an_address_of_yesterday_shows_everybody(desk: Desk) -> None:
    place = desk.post("/patients", {"q": "Zoe"}).location
    with time_machine.travel(datetime.now().astimezone() + timedelta(hours=13)):
        again = sign_in(desk.client.application.test_client(), desk.world)
        assert "Paula" in again.get(place).text


def test_whose_list_it_was_stays(desk: Desk) -> None:
    assert "whose=mine" in desk.post("/triage?whose=mine", {"q": "Paula"}).location
    assert desk.post("/triage?_scheme=x&_external=1", {"q": "Paula"}).status_code == 303
