"""The links in a reminder: one opens one check-in alone, the other ends the mails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy.orm import Session

from tests.builders import CALM, World, build_world, days_ago, treat
from tests.web.sign_in.conftest import NEW, Browser, Rows
from tracker.care import reminders
from tracker.care.entries import log_entry
from tracker.care.reminding import queue_due
from tracker.store.scope import set_scope

New = Callable[[], Browser]
ANSWERS = {name: str(score) for name, score in CALM.items()}


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, treated_at=days_ago(4))


@pytest.fixture
def mailed(session: Session, world: World, rows: Rows) -> dict[str, str]:
    """The links of a reminder that was mailed just now."""
    now = datetime.now(UTC)
    set_scope(session, world.patient.scope)
    for day in (2, 3):
        log_entry(session, world.patient, world.recovery_id, {**CALM, "redness": 3}, day=day,
                  now=now)
    hour = now.astimezone(ZoneInfo("Europe/Berlin")).hour
    reminders.choose(session, world.patient, hour, now=now - timedelta(days=1, hours=3))
    return _mail(session, rows, now)


def _mail(session: Session, rows: Rows, now: datetime) -> dict[str, str]:
    """Sweep hour by hour until one is queued, so that the hour of the run does not matter."""
    for hours in range(25):
        if queue_due(session, now=now - timedelta(hours=24 - hours))[1]:
            break
    context = rows.mails[-1].context
    return {"today": context["path"], "stop": context["unsubscribe"]}


@pytest.fixture
def opened(browser: New, mailed: dict[str, str]) -> Browser:
    """A device that followed the link."""
    device = browser()
    answer = device.send(mailed["today"])
    assert (answer.status_code, answer.headers["Location"]) == (303, "/check-in")
    return device


def test_opening_the_link_lets_nobody_in_and_the_button_does(
    browser: New, mailed: dict[str, str], rows: Rows
) -> None:
    scanner, before = browser(), rows.trail
    assert [scanner.open(mailed["today"]).status_code for _ in range(5)] == [200] * 5
    assert scanner.open("/check-in").status_code == 302
    assert rows.trail == before and rows.open_sign_ins == 0
    scanner.send(mailed["today"])
    assert scanner.open("/check-in").status_code == 200
    assert rows.trail[len(before):][:2] == ["reminder followed", "signed in"]


def test_it_opens_the_check_in_and_nothing_else(
    opened: Browser, world: World, rows: Rows
) -> None:
    for path in ("/history", "/check-in/3", "/check-in/4", "/check-in/3/saved", "/reminders",
                 "/account", "/triage", f"/recoveries/{world.recovery_id}"):
        answer = opened.open(path)
        if path == "/check-in/3/saved":
            assert answer.status_code in (200, 404)
            continue
        assert answer.status_code in (302, 404), path
        assert answer.status_code == 404 or "/login" in answer.headers["Location"], path
    page = opened.open("/check-in").text
    assert "History" not in page and "small dot" not in page and "Add day" not in page
    assert "Account" not in page


def test_a_day_is_logged_by_it_once_and_shown_no_more(
    opened: Browser, world: World, rows: Rows
) -> None:
    saved = opened.send("/check-in", **ANSWERS, recovery=world.recovery_id)
    assert saved.status_code == 303
    receipt = opened.open(saved.headers["Location"])
    assert receipt.status_code == 200 and "<svg class=\"chart" not in receipt.text
    assert "as a table" not in receipt.text
    again = opened.open("/check-in").text
    assert "Today is done" in again and 'name="redness"' not in again
    assert rows.trail.count("entry logged") == 3


def test_it_changes_no_answer_and_no_other_recovery(
    opened: Browser, world: World, session: Session, rows: Rows
) -> None:
    assert opened.send("/check-in/3", page="/check-in", **ANSWERS).status_code == 422
    set_scope(session, world.staff.scope)
    newer = treat(session, world.staff, world.patient_id, datetime.now(UTC))
    for fields in ({"recovery": newer}, {"recovery": "x"}):
        answer = opened.send("/check-in", **ANSWERS, **fields)
        assert answer.status_code == 404
    assert opened.open(f"/check-in?recovery={newer}").status_code == 404
    assert "entry edited" not in rows.trail


def test_it_ends_after_a_while_and_the_cookie_then_opens_nothing(opened: Browser) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31), tick=False):
        assert opened.open("/check-in").status_code == 302


def test_the_link_ends_after_a_day_and_by_a_newer_one(
    browser: New, mailed: dict[str, str], session: Session, rows: Rows
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25), tick=False):
        assert browser().open(mailed["today"]).status_code == 410
    newer = _mail(session, rows, datetime.now(UTC) + timedelta(days=1, hours=1))
    assert newer["today"] != mailed["today"]
    assert browser().open(mailed["today"]).status_code == 410


def test_a_new_password_ends_it_and_what_it_opened(
    browser: New, opened: Browser, mailed: dict[str, str], rows: Rows, world: World
) -> None:
    desk = browser()
    desk.send("/reset", email=world.patient_email)
    desk.send(str(rows.mails[-1].context["path"]), password=NEW, password_confirm=NEW)
    assert opened.open("/check-in").status_code == 302
    assert browser().open(mailed["today"]).status_code == 410


def test_signing_in_properly_takes_its_place(
    opened: Browser, world: World, rows: Rows
) -> None:
    assert opened.sign_in(world.patient_email).status_code == 302
    assert opened.open("/history").status_code == 200
    assert rows.open_sign_ins == 1


def test_where_its_owner_is_signed_in_it_just_leads_there(
    browser: New, mailed: dict[str, str], world: World, rows: Rows
) -> None:
    device = browser()
    device.sign_in(world.patient_email)
    answer = device.open(mailed["today"])
    assert answer.headers["Location"] == f"/check-in?recovery={world.recovery_id}"
    assert device.open("/history").status_code == 200 and rows.open_sign_ins == 1


def test_where_somebody_else_is_signed_in_it_opens_nothing(
    browser: New, mailed: dict[str, str], world: World, session: Session
) -> None:
    other = build_world(session, "hillside")
    for email in (other.patient_email, world.staff_email):
        device = browser()
        device.sign_in(email)
        for answer in (device.open(mailed["today"]),
                       device.send(mailed["today"], page="/help")):
            assert answer.status_code == 409
            assert "Paula harbour" not in answer.text and "Clinic harbour" not in answer.text \
                or email == world.staff_email
        assert device.signed_in


def test_one_click_needs_no_session_and_no_token(
    browser: New, mailed: dict[str, str], rows: Rows
) -> None:
    program = browser().client
    answer = program.post(mailed["stop"], data={"List-Unsubscribe": "One-Click"},
                          base_url="http://localhost")
    assert answer.status_code == 200 and "no more reminders" in answer.text
    assert rows.trail[-1] == "reminders off"
    assert browser().open(mailed["today"]).status_code == 410


def test_looking_at_the_unsubscribe_page_changes_nothing(
    browser: New, mailed: dict[str, str], rows: Rows
) -> None:
    before = rows.trail
    page = browser().open(mailed["stop"])
    assert page.status_code == 200 and "Stop the reminders" in page.text
    assert rows.trail == before
    assert browser().open("/reminders/stop/" + "x" * 43).status_code == 404
    assert browser().client.post("/reminders/stop/" + "x" * 43,
                                 base_url="http://localhost").status_code == 404


def test_asked_once_after_the_first_check_in_and_kept(
    browser: New, world: World, session: Session
) -> None:
    device = browser()
    device.sign_in(world.patient_email)
    saved = device.send("/check-in", **ANSWERS).headers["Location"]
    assert "A reminder tomorrow?" in device.open(saved).text
    answer = device.send("/reminders", hour="7", wish="on")
    assert "We mail you at 07:00" in device.open(answer.headers["Location"]).text
    assert "A reminder tomorrow?" not in device.open(saved).text


@pytest.mark.parametrize("form", [
    {"wish": "on", "hour": "24"}, {"wish": "on", "hour": "x"}, {"wish": "on", "hour": "-1"},
    {"wish": "on"}, {"wish": "perhaps", "hour": "7"}, {}, {"wish": "on", "hour": "٧"},
])
def test_what_cannot_be_chosen_is_said(
    browser: New, world: World, form: dict[str, str]
) -> None:
    device = browser()
    device.sign_in(world.patient_email)
    answer = device.send("/reminders", **form)
    assert answer.status_code == 422 and "Please choose" in answer.text
