"""A forgotten password: the whole way, what it ends, and what it tells strangers (nothing)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from sqlalchemy.orm import Session

from config import Config
from tests.builders import PASSWORD, World
from tests.web.sign_in.conftest import NEW, Browser, Rows
from tracker.care import administration
from tracker.care.patients import NewPatient, correct_patient, invite_patient
from tracker.mail.message import compose
from tracker.store.database import writing
from tracker.store.people import Invitation, Person
from tracker.store.scope import EVERYBODY, set_scope

New = Callable[[], Browser]


def ask(browser: Browser, rows: Rows, email: str) -> str:
    """Ask for a link; returns the one in the newest mail."""
    assert browser.send("/reset", email=email).status_code == 200
    mail = rows.mails[-1]
    assert (mail.template, mail.recipient) == ("reset", email)
    return str(mail.context["path"])


def choose(browser: Browser, link: str, password: str = NEW):  # noqa: ANN201
    return browser.send(link, password=password, password_confirm=password)


def test_asked_for_followed_chosen_and_signed_in(
    browser: New, rows: Rows, world: World, config: Config
) -> None:
    link = ask(browser(), rows, world.staff_email)
    device = browser()
    answer = choose(device, link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login")
    assert "Your new password is saved" in device.open("/login").text
    assert device.sign_in(world.staff_email, PASSWORD).status_code == 422
    assert device.sign_in(world.staff_email, NEW).status_code == 302
    assert rows.trail[-4:] == ["new password asked", "new password chosen", "sign-in failed",
                               "signed in"]
    assert device.open("/triage").status_code == 200


def test_a_new_password_ends_every_other_sign_in(
    browser: New, rows: Rows, world: World
) -> None:
    phone, desk = browser(), browser()
    for device in (phone, desk):
        device.sign_in(world.staff_email)
    assert phone.signed_in and rows.open_sign_ins == 2
    assert choose(desk, ask(browser(), rows, world.staff_email)).status_code == 302
    assert not phone.signed_in and not desk.signed_in
    assert rows.open_sign_ins == 0


def test_the_owner_is_told_of_the_change_and_whom_to_call(
    browser: New, rows: Rows, world: World, config: Config
) -> None:
    choose(browser(), ask(browser(), rows, world.staff_email))
    mail = rows.mails[-1]
    assert (mail.template, mail.recipient) == ("password_changed", world.staff_email)
    text = compose(mail, config).get_content()
    assert "555 0100" in text and "Clinic harbour" in text and "http" not in text


def test_a_link_opens_once(browser: New, rows: Rows, world: World) -> None:
    link = ask(browser(), rows, world.staff_email)
    first, second = browser(), browser()
    # Both look at the form before either sends it.
    second.open(link)
    assert choose(first, link).status_code == 302
    answer = second.send(link, page="/reset", password="other words entirely here",
                         password_confirm="other words entirely here")
    assert answer.headers["Location"] == "/reset"
    assert "holds no more" in second.open("/reset").text
    assert browser().sign_in(world.staff_email, NEW).status_code == 302


def test_of_two_who_send_it_at_once_the_second_finds_it_used(
    browser: New, rows: Rows, world: World, session: Session
) -> None:
    link = ask(browser(), rows, world.staff_email)
    set_scope(session, EVERYBODY)

    def meanwhile(*_: object, **__: object) -> str:
        with writing(session):
            session.get_one(Person, world.staff.person_id).fs_uniquifier = "changed meanwhile"
        return NEW

    with patch("tracker.care.passwords.fault", side_effect=lambda *a: meanwhile() and None):
        answer = choose(browser(), link)
    assert answer.status_code == 422 and "has been used" in answer.text
    assert browser().sign_in(world.staff_email, PASSWORD).status_code == 302


def test_a_link_lasts_an_hour(browser: New, rows: Rows, world: World) -> None:
    link = ask(browser(), rows, world.staff_email)
    for minutes, code in ((59, 200), (61, 302)):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=False):
            assert browser().open(link).status_code == code


def test_a_scanner_that_opens_the_link_changes_nothing(
    browser: New, rows: Rows, world: World
) -> None:
    link = ask(browser(), rows, world.staff_email)
    before = rows.trail
    scanner = browser()
    assert [scanner.open(link).status_code for _ in range(10)] == [200] * 10
    assert rows.trail == before
    assert browser().sign_in(world.staff_email, PASSWORD).status_code == 302
    assert choose(browser(), ask(browser(), rows, world.staff_email)).status_code == 302


@pytest.mark.parametrize("token", ["x", "x.y.z", "%00", "a" * 5000, "..%2f"])
def test_a_made_up_link_leads_back_to_asking(browser: New, token: str) -> None:
    assert browser().open(f"/reset/{token}").status_code in (302, 404)
    sent = browser().send(f"/reset/{token}", page="/reset", password=NEW, password_confirm=NEW)
    assert sent.status_code in (302, 404)


def test_known_and_unknown_addresses_get_the_same_answer(
    browser: New, rows: Rows, world: World
) -> None:
    answers = [browser().send("/reset", email=email)
               for email in (world.staff_email, "nobody@harbour.example")]
    known, unknown = ((a.status_code, sorted(a.headers.keys()), _but_token(a.text, email))
                      for a, email in zip(answers, (world.staff_email, "nobody@harbour.example"),
                                          strict=True))
    assert known == unknown
    assert len([mail for mail in rows.mails if mail.template == "reset"]) == 1


def _but_token(page: str, email: str) -> list[str]:
    return [line.replace(email, "…") for line in page.splitlines() if "csrf_token" not in line]


def test_known_and_unknown_addresses_cost_the_same_work(
    browser: New, rows: Rows, world: World
) -> None:
    costs = []
    for email in (world.staff_email, "nobody@harbour.example"):
        with (patch("flask_security.views.hash_password") as unknown,
              patch("tracker.web.signing_in.hash_password") as known,
              patch("tracker.store.attempts.add", side_effect=lambda *_: (1,)) as counted):
            browser().send("/reset", email=email)
        costs.append((unknown.call_count + known.call_count, counted.call_count))
    # A known address writes a mail where an unknown one writes one more count.
    assert costs == [(1, 2), (1, 3)]


@pytest.mark.parametrize(("typed", "words"), [
    ("", "Please give your e-mail address."), ("  ", "Please give your e-mail address."),
    ("no address", "does not look like an e-mail address"), ("a@b@c", "does not look like"),
])
def test_what_is_no_address_is_said_beside_the_field(
    browser: New, typed: str, words: str
) -> None:
    answer = browser().send("/reset", email=typed)
    assert answer.status_code == 422
    assert words in answer.text and 'id="email-error"' in answer.text
    assert "on its way" not in answer.text


@pytest.mark.parametrize(("password", "again", "words"), [
    ("", "", "Please choose a password."), ("short", "short", "at least 12 characters"),
    ("1234567890", "1234567890", "at least 12"), ("x" * 5000, "x" * 5000, "at most 128"),
    ("passwordpassword", "passwordpassword", "easy to guess"), (NEW, "another", "differ"),
])
def test_what_cannot_be_the_new_password_is_said_beside_its_field(
    browser: New, rows: Rows, world: World, password: str, again: str, words: str
) -> None:
    link = ask(browser(), rows, world.staff_email)
    answer = browser().send(link, password=password, password_confirm=again)
    assert answer.status_code == 422
    assert words in answer.text and "-error" in answer.text
    assert browser().sign_in(world.staff_email, PASSWORD).status_code == 302


def test_whoever_asks_often_is_told_the_same_but_gets_three_mails(
    browser: New, rows: Rows, world: World
) -> None:
    pages = {(a.status_code, "on its way" in a.text)
             for a in (browser().send("/reset", email=world.staff_email) for _ in range(6))}
    assert pages == {(200, True)}
    assert len([mail for mail in rows.mails if mail.template == "reset"]) == 3


def test_one_network_cannot_ask_for_everybody(browser: New, world: World) -> None:
    codes = [browser().send("/reset", email=f"p{n}@harbour.example").status_code
             for n in range(32)]
    assert codes == [200] * 30 + [429] * 2


def test_a_closed_account_gets_no_link_and_the_same_words(
    browser: New, rows: Rows, world: World, session: Session
) -> None:
    administration.set_active(session, world.staff_email, False, now=datetime.now(UTC))
    answer = browser().send("/reset", email=world.staff_email)
    assert answer.status_code == 200 and "on its way" in answer.text
    assert [mail for mail in rows.mails if mail.template == "reset"] == []


def test_an_open_invitation_ends_when_a_password_is_set_some_other_way(
    browser: New, rows: Rows, world: World, session: Session
) -> None:
    set_scope(session, world.staff.scope)
    with writing(session):
        session.get_one(Person, world.patient.person_id).password = None
    invite_patient(session, world.staff, world.patient_id, now=datetime.now(UTC))
    invitation = str(rows.mails[-1].context["path"])
    assert browser().open(invitation).status_code == 200
    assert choose(browser(), ask(browser(), rows, world.patient_email)).status_code == 302
    assert browser().open(invitation).status_code == 410
    assert all(row.used_at for row in rows._all(Invitation))


def test_a_corrected_address_ends_the_link_that_went_to_the_wrong_one(
    browser: New, rows: Rows, world: World, session: Session
) -> None:
    set_scope(session, world.staff.scope)
    with writing(session):
        session.get_one(Person, world.patient.person_id).password = None
    link = ask(browser(), rows, world.patient_email)
    assert browser().open(link).status_code == 200
    set_scope(session, world.staff.scope)
    right = NewPatient("Paula Test", "right@harbour.example", None, 4, "en", "Europe/Berlin")
    correct_patient(session, world.staff, world.patient_id, right, now=datetime.now(UTC))
    assert browser().open(link).status_code == 302
