"""Signing in by a link in a mail: once, briefly, and the same words for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from sqlalchemy.orm import Session

from tests.builders import World
from tests.web.sign_in.conftest import NEW, Browser, Rows
from tracker.care import administration

New = Callable[[], Browser]
ASK = "/sign-in-link"


def asked(browser: New, rows: Rows, email: str) -> str:
    assert browser().send(ASK, email=email).status_code == 200
    mail = rows.mails[-1]
    assert (mail.template, mail.recipient) == ("sign_in_link", email)
    return str(mail.context["path"])


def test_a_link_signs_in_once_and_leaves_its_rows(
    browser: New, rows: Rows, world: World
) -> None:
    link = asked(browser, rows, world.staff_email)
    scanner = browser()
    assert [scanner.open(link).status_code for _ in range(3)] == [200] * 3
    second = browser()
    page = second.open(link).text
    device = browser()
    assert device.send(link).status_code == 303
    assert device.open("/triage").status_code == 200
    assert rows.trail[-3:-1] == ["sign-in link asked", "signed in"]
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    again = second.client.post(link, data={"csrf_token": token}, base_url=second.base)
    assert again.status_code == 410 and not second.signed_in


def test_it_lasts_a_quarter_of_an_hour(browser: New, rows: Rows, world: World) -> None:
    link = asked(browser, rows, world.staff_email)
    for minutes, code in ((14, 200), (16, 410)):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=False):
            assert browser().open(link).status_code == code


def test_only_the_newest_holds_and_a_new_password_or_a_closed_account_ends_it(
    browser: New, rows: Rows, world: World, session: Session
) -> None:
    first, second = (asked(browser, rows, world.staff_email) for _ in range(2))
    assert browser().open(first).status_code == 410
    assert browser().open(second).status_code == 200
    browser().send("/reset", email=world.staff_email)
    browser().send(str(rows.mails[-1].context["path"]), password=NEW, password_confirm=NEW)
    assert browser().open(second).status_code == 410
    third = asked(browser, rows, world.staff_email)
    administration.set_active(session, world.staff_email, False, now=datetime.now(UTC))
    assert browser().open(third).status_code == 410


def without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_known_closed_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    browser: New, rows: Rows, world: World, session: Session
) -> None:
    administration.set_active(session, world.patient_email, False, now=datetime.now(UTC))
    pages = []
    for email in (world.staff_email, world.patient_email, "nobody@harbour.example"):
        with patch("tracker.care.passwords.hashed", return_value="") as made:
            answer = browser().send(ASK, email=email)
        assert made.call_count == 1
        pages.append((answer.status_code, sorted(answer.headers.keys()),
                      without_token(answer.text)))
    assert pages[0] == pages[1] == pages[2]
    told = [m.recipient for m in rows.mails if m.template == "sign_in_link"]
    assert told == [world.staff_email]


def test_whoever_asks_too_often_is_told_the_same_and_mailed_no_more(
    browser: New, rows: Rows, world: World
) -> None:
    answers = {without_token(browser().send(ASK, email=world.staff_email).text)
               for _ in range(6)}
    assert len(answers) == 1
    assert sum(m.template == "sign_in_link" for m in rows.mails) == 3


@pytest.mark.parametrize(("email", "words"), [
    ("", "Please give your e-mail address."), ("no address", "does not look like"),
    ("x" * 5000, "does not look like"), ("a\0@b.example", "does not look like"),
])
def test_what_is_no_address_is_said_beside_the_field(
    browser: New, email: str, words: str
) -> None:
    answer = browser().send(ASK, email=email)
    assert answer.status_code == 422
    assert words in answer.text and 'id="email-error"' in answer.text


def test_guessing_links_is_stopped(app: object, browser: New, world: World) -> None:
    device = browser()
    page = device.open(ASK).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    codes = [device.client.post(f"{ASK}/{'x' * 43}", data={"csrf_token": token},
                                base_url=device.base).status_code for _ in range(102)]
    assert codes == [410] * 100 + [429] * 2
