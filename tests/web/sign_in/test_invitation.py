"""An invitation: the password it takes, and what it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import World, add_patient
from tests.web.sign_in.conftest import NEW, Browser, Rows
from tracker.care import administration
from tracker.care.patients import invite_patient
from tracker.store.health import Patient
from tracker.store.scope import set_scope

New = Callable[[], Browser]
EMAIL = "new@harbour.example"


@pytest.fixture
def invitation(session: Session, world: World, rows: Rows) -> str:
    """The link in the mail to somebody new."""
    now = datetime.now(UTC)
    set_scope(session, world.staff.scope)
    patient_id = add_patient(session, world.staff, EMAIL, now, name="Rosalind Weatherby")
    invite_patient(session, world.staff, patient_id, now=now)
    return str(rows.mails[-1].context["path"])


def accept(browser: Browser, link: str, password: str = NEW):  # noqa: ANN201
    return browser.send(link, password=password, again=password)


def test_an_invitation_is_accepted_and_opens_the_check_in(
    browser: New, invitation: str, rows: Rows
) -> None:
    device = browser()
    assert accept(device, invitation).status_code == 303
    assert device.open("/").headers["Location"] == "/check-in"
    assert rows.trail[-2:] == ["sign-in set up", "signed in"]
    assert browser().sign_in(EMAIL, NEW).status_code == 302


@pytest.mark.parametrize(("password", "words"), [
    ("", "Please choose a password."), ("1234567890", "at least 12 characters"),
    ("123456789012", "easy to guess"), ("qwertyuiop12", "easy to guess"),
    ("recovery-demo-2026", "easy to guess"), ("weatherbyrosalind", "easy to guess"),
    ("clinicharbour", "easy to guess"), ("x" * 129, "at most 128"), ("x" * 5000, "at most 128"),
])
def test_a_bad_password_is_refused_beside_its_field(
    browser: New, invitation: str, password: str, words: str
) -> None:
    answer = accept(browser(), invitation, password)
    assert answer.status_code == 422
    assert words in answer.text and 'id="password-error"' in answer.text
    assert browser().open(invitation).status_code == 200


def test_a_password_with_accents_opens_the_account_afterwards(
    browser: New, invitation: str
) -> None:
    password = "vier stille Äpfel für Zoë"
    assert accept(browser(), invitation, password).status_code == 303
    assert browser().sign_in(EMAIL, password).status_code == 302


def test_a_password_set_by_invitation_ends_the_persons_other_sign_ins(
    browser: New, invitation: str, rows: Rows
) -> None:
    other = browser()
    browser().send("/reset", email=EMAIL)
    link = rows.mails[-1].context["path"]
    # Somebody opens the link for a new password, and leaves it open.
    assert other.open(link).status_code == 200
    assert accept(browser(), invitation).status_code == 303
    assert other.open(link).status_code == 302


def test_an_invitation_is_used_once(browser: New, invitation: str) -> None:
    accept(browser(), invitation)
    assert browser().open(invitation).status_code == 410


def test_a_closed_account_cannot_be_opened_by_invitation(
    browser: New, invitation: str, session: Session, world: World, rows: Rows
) -> None:
    administration.set_active(session, EMAIL, False, now=datetime.now(UTC))
    assert browser().open(invitation).status_code == 410
    set_scope(session, world.staff.scope)
    patient = session.scalars(select(Patient).where(Patient.email == EMAIL)).one()
    invite_patient(session, world.staff, patient.id, now=datetime.now(UTC))
    assert browser().open(str(rows.mails[-1].context["path"])).status_code == 410
