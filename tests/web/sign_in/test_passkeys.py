"""Passkeys against a hostile other side; the good way is seen in a real browser as well."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import World
from tests.web.sign_in.authenticator import Authenticator
from tests.web.sign_in.conftest import NEW, Browser, Rows
from tracker.care import administration
from tracker.store.ways_in import Passkey

New = Callable[[], Browser]


def told(page: str) -> dict:
    """What the page tells the browser's authenticator."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None
    return json.loads(html.unescape(found[1]))


def post(device: Browser, path: str, page: str, **form: str):  # noqa: ANN201
    """Send a form with the token of a page that was opened already: its challenge stays."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    return device.client.post(path, data={**form, "csrf_token": token[1]}, base_url=device.base)


def add(device: Browser, key: Authenticator, name: str = "Phone"):  # noqa: ANN201
    page = device.open("/account/passkeys/new").text
    return post(device, "/account/passkeys/new", page, name=name, credential=key.make(told(page)))


def use(device: Browser, key: Authenticator, **more: str):  # noqa: ANN201
    page = device.open("/passkey").text
    return post(device, "/passkey", page, credential=key.use(told(page), more.get("handle")))


@pytest.fixture
def owner(browser: New, world: World) -> Browser:
    device = browser()
    device.sign_in(world.staff_email)
    return device


@pytest.fixture
def key(owner: Browser) -> Authenticator:
    """A passkey of the clinician's."""
    made = Authenticator()
    assert add(owner, made).status_code == 303
    return made


def test_added_and_used_with_its_rows_and_the_mail_to_its_owner(
    browser: New, key: Authenticator, rows: Rows, world: World
) -> None:
    assert (rows.mails[-1].template, rows.mails[-1].recipient) == (
        "passkey_added", world.staff_email)
    device = browser()
    assert use(device, key).status_code == 303
    assert device.open("/triage").status_code == 200
    assert rows.trail[-4:-1] == ["signed in", "passkey added", "signed in"]
    assert "with a passkey" in device.open("/account").text


def test_a_device_left_open_gains_no_passkey(
    owner: Browser, session: Session
) -> None:
    page, key = owner.open("/account/passkeys/new").text, Authenticator()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        assert owner.open("/account").status_code == 200
        again = owner.open("/account/passkeys/new")
        assert again.status_code == 403 and "sign in again" in again.text
        assert post(owner, "/account/passkeys/new", page, name="x",
                    credential=key.make(told(page))).status_code == 403
    assert session.scalars(select(Passkey)).all() == []


@pytest.mark.parametrize("wrong", [
    {"origin": "http://evil.example"}, {"origin": "http://localhost:81"},
    {"domain": "evil.example"}, {"verified": False},
])
def test_what_was_made_for_another_site_or_by_nobody_is_refused(
    owner: Browser, session: Session, wrong: dict
) -> None:
    answer = add(owner, Authenticator(**wrong))
    assert answer.status_code == 422 and "did not work" in answer.text
    assert session.scalars(select(Passkey)).all() == []


@pytest.mark.parametrize("wrong", [
    {"origin": "http://evil.example"}, {"domain": "evil.example"}, {"verified": False},
    {"counter": -1}, {"id": b"another passkey of nobody's"},
])
def test_a_wrong_answer_signs_nobody_in(
    browser: New, key: Authenticator, wrong: dict
) -> None:
    key.counter = 5
    assert use(browser(), key).status_code == 303
    for name, value in wrong.items():
        setattr(key, name, value)
    device = browser()
    assert use(device, key).status_code == 422
    assert not device.signed_in


def test_another_persons_handle_or_key_signs_nobody_in(
    browser: New, key: Authenticator, world: World
) -> None:
    assert use(browser(), key, handle="YW5vdGhlciBwZXJzb24").status_code == 422
    stranger = Authenticator(id=key.id, handle=key.handle)
    assert use(browser(), stranger).status_code == 422


def test_a_challenge_is_good_once_even_where_the_cookie_is_replayed(
    browser: New, key: Authenticator
) -> None:
    device = browser()
    page = device.open("/passkey").text
    cookie = device.client.get_cookie("session")
    assert cookie is not None
    answer = key.use(told(page))
    assert post(device, "/passkey", page, credential=answer).status_code == 303
    thief = browser()
    thief.client.set_cookie("session", cookie.value)
    replayed = post(thief, "/passkey", page, credential=answer)
    assert replayed.status_code == 422 and "took too long" in replayed.text
    assert not thief.signed_in


def test_a_challenge_lasts_five_minutes_and_serves_one_purpose(
    browser: New, key: Authenticator, owner: Browser
) -> None:
    device = browser()
    page = device.open("/passkey").text
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=False):
        answer = post(device, "/passkey", page, credential=key.use(told(page)))
        assert answer.status_code == 422 and "took too long" in answer.text
    other = Authenticator()
    making = owner.open("/account/passkeys/new").text
    owner.open("/passkey")
    answer = post(owner, "/account/passkeys/new", making, name="x",
                  credential=other.make(told(making)))
    assert answer.status_code == 422


@pytest.mark.parametrize("credential", [
    "", "{}", "[]", "null", "x", "[" * 19_000, "x" * 100_000, '{"id": 1}', '{"id": "AA", '
    '"rawId": "AA", "type": "public-key", "response": {}}', '{"id": "AA", "rawId": "AA", '
    '"type": "public-key", "response": {"clientDataJSON": "AA", "attestationObject": "AA", '
    '"authenticatorData": "AA", "signature": "AA"}}',
])
def test_hostile_answers_are_refused_and_break_nothing(
    owner: Browser, browser: New, credential: str
) -> None:
    page = owner.open("/account/passkeys/new").text
    assert post(owner, "/account/passkeys/new", page, name="x",
                credential=credential).status_code == 422
    device = browser()
    page = device.open("/passkey").text
    assert post(device, "/passkey", page, credential=credential).status_code == 422


def test_one_passkey_is_one_persons(
    browser: New, key: Authenticator, world: World
) -> None:
    patient = browser()
    patient.sign_in(world.patient_email)
    assert add(patient, key).status_code == 422


def test_a_removed_passkey_or_a_closed_account_signs_nobody_in(
    browser: New, owner: Browser, key: Authenticator, session: Session, world: World, rows: Rows
) -> None:
    number = session.scalars(select(Passkey.id)).one()
    session.rollback()
    other = browser()
    other.sign_in(world.patient_email)
    assert other.send(f"/account/passkeys/{number}/remove", page="/account").status_code == 404
    second = Authenticator()
    add(owner, second)
    assert owner.send(f"/account/passkeys/{number}/remove", page="/account").status_code == 303
    assert "passkey removed" in rows.trail
    assert use(browser(), key).status_code == 422
    administration.set_active(session, world.staff_email, False, now=datetime.now(UTC))
    assert use(browser(), second).status_code == 422


def test_an_invitation_is_accepted_by_a_passkey_alone(
    browser: New, session: Session, world: World, rows: Rows
) -> None:
    from tests.web.sign_in.test_invitation import EMAIL, add_patient, invite_patient
    from tracker.store.scope import set_scope

    set_scope(session, world.staff.scope)
    patient_id = add_patient(session, world.staff, EMAIL, datetime.now(UTC))
    invite_patient(session, world.staff, patient_id, now=datetime.now(UTC))
    link, device = str(rows.mails[-1].context["path"]), browser()
    page = device.open(link).text
    bad = Authenticator(origin="http://evil.example")
    refused = post(device, link, page, way="passkey", credential=bad.make(told(page)))
    assert refused.status_code == 422 and device.open(link).status_code == 200
    page, key = device.open(link).text, Authenticator()
    assert post(device, link, page, way="passkey",
                credential=key.make(told(page))).status_code == 303
    assert device.open(link).status_code == 410
    assert use(browser(), key).status_code == 303
    assert browser().sign_in(EMAIL, NEW).status_code == 422
