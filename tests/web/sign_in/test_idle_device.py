"""A patient's phone that has lain idle: it opens the check-in, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from tests.builders import CALM, World, build_world, days_ago
from tests.web.sign_in.conftest import Browser, Rows

New = Callable[[], Browser]
ANSWERS = {name: str(score) for name, score in CALM.items()}
IDLE = timedelta(hours=13)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, treated_at=days_ago(4))


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC) + by, tick=False):
        yield


@pytest.fixture
def phone(browser: New, world: World) -> Browser:
    device = browser()
    device.sign_in(world.patient_email)
    return device


def test_it_answers_one_day_and_shows_none(phone: Browser, world: World, rows: Rows) -> None:
    assert phone.send("/check-in/3", **ANSWERS).status_code == 303
    with later(IDLE):
        assert phone.open("/").headers["Location"] == "/check-in"
        page = phone.open("/check-in").text
        assert 'href="/login?next=/history"' in page and "Add day" not in page
        assert "small dot" not in page and "Account" not in page
        for path in ("/history", "/check-in/3", "/account", "/your-data", "/reminders"):
            assert "/login" in phone.open(path).headers["Location"], path
        assert phone.send("/check-in/3", page="/check-in", **ANSWERS).status_code == 422
        sent = phone.send("/check-in", **ANSWERS)
        assert sent.status_code == 303 and phone.open(sent.headers["Location"]).status_code == 200
        assert "Today is done" in phone.open("/check-in").text
    assert rows.trail.count("entry logged") == 2 and "entry edited" not in rows.trail


def test_using_it_so_opens_nothing_more_and_signing_in_everything(
    phone: Browser, world: World, rows: Rows
) -> None:
    with later(IDLE):
        assert phone.open("/check-in").status_code == 200
    with later(IDLE + timedelta(minutes=1)):
        assert "/login" in phone.open("/history").headers["Location"]
        phone.sign_in(world.patient_email)
        assert phone.open("/history").status_code == 200 and rows.open_sign_ins == 1


def test_it_is_listed_and_ended_from_another_device(
    phone: Browser, browser: New, world: World
) -> None:
    with later(IDLE):
        other = browser()
        other.sign_in(world.patient_email)
        assert other.open("/account").text.count("Opens the check-in only.") == 1
        other.send("/account/sign-ins/end-others", page="/account")
        assert "/login" in phone.open("/check-in").headers["Location"]


def test_it_ends_thirty_days_after_signing_in(phone: Browser) -> None:
    with later(timedelta(days=29, hours=23)):
        assert phone.open("/check-in").status_code == 200
    with later(timedelta(days=30, minutes=1)):
        assert "/login" in phone.open("/check-in").headers["Location"]


def test_a_phone_keeps_its_owner_and_a_desk_forgets_a_clinician(
    browser: New, world: World
) -> None:
    kept = {}
    for email in (world.patient_email, world.staff_email):
        answer = browser().sign_in(email)
        kept[email] = next(c for c in answer.headers.getlist("Set-Cookie") if "session=" in c)
    assert "Expires=" in kept[world.patient_email] and "Expires=" not in kept[world.staff_email]


def test_a_clinicians_idle_desk_opens_nothing(browser: New, world: World) -> None:
    desk = browser()
    desk.sign_in(world.staff_email)
    with later(timedelta(minutes=31)):
        assert "/login" in desk.open("/triage").headers["Location"]
        assert not desk.signed_in
