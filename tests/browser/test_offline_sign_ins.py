"""Whose answers wait on a phone: whoever signs in or out, nobody else sends or reads them."""

# ruff: noqa: F811  fixtures are arguments

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func

from tests.browser.clinic import OTHER_EMAIL, Clinic
from tests.browser.conftest import assert_accessible, shoot
from tests.browser.phones import (  # noqa: F401  the fixtures
    DAY,
    SAFE,
    Hold,
    answer,
    answer_offline,
    arrived,
    back,
    clinic,
    cut,
    hold,
    phone,
    ready,
    sign_in,
    waiting,
)
from tracker.store.people import Person


def test_a_session_that_ended_loses_nothing(phone: Page, clinic: Clinic) -> None:
    answer_offline(phone, clinic)
    clinic.change_sign_ins(created_at=datetime.now(UTC) - 40 * DAY)
    clinic.start()
    phone.context.set_offline(False)
    expect(phone.get_by_text("Sign in to send it")).to_be_visible()
    phone.get_by_role("link", name="Sign in").click()
    expect(phone.get_by_text("Sign in to send it")).to_be_visible()
    assert_accessible(phone)
    shoot(phone, "offline-sign-in")
    assert clinic.entries() == []
    sign_in(phone, clinic.world.patient_email)
    expect(phone.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 1)


def test_a_phone_left_idle_sends_what_waits_and_answers_without_signing_in(
    phone: Page, clinic: Clinic
) -> None:
    answer_offline(phone, clinic)
    clinic.change_sign_ins(seen_at=datetime.now(UTC) - 2 * DAY)
    clinic.start()
    phone.context.set_offline(False)
    expect(phone.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 1)
    assert waiting(phone) == 0
    phone.goto("/check-in")
    expect(phone.get_by_role("heading", name="Today is done")).to_be_visible()
    assert_accessible(phone)
    shoot(phone, "idle-done")


def test_a_session_that_ended_while_the_form_was_open_loses_nothing(
    phone: Page, clinic: Clinic
) -> None:
    clinic.change_sign_ins(created_at=datetime.now(UTC) - 40 * DAY)
    answer(phone)
    expect(phone.get_by_text("Sign in to send it")).to_be_visible()
    phone.get_by_role("link", name="Sign in").click()
    sign_in(phone, clinic.world.patient_email)
    expect(phone.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 1)


def test_somebody_else_never_sends_it(phone: Page, clinic: Clinic) -> None:
    answer_offline(phone, clinic)
    clinic.change_sign_ins(created_at=datetime.now(UTC) - 40 * DAY)
    back(phone, clinic)
    expect(phone.get_by_text("Sign in to send it")).to_be_visible()
    phone.goto("/login")
    expect(phone.get_by_text("If somebody else signs in here, it is deleted")).to_be_visible()
    sign_in(phone, OTHER_EMAIL)
    ready(phone)
    expect(phone.locator("#waiting .notice")).to_have_count(0)
    assert waiting(phone) == 0
    time.sleep(1)
    assert clinic.entries() == []


def test_staff_signing_in_wipes_what_a_patient_left(phone: Page, clinic: Clinic) -> None:
    answer_offline(phone, clinic)
    clinic.change_sign_ins(created_at=datetime.now(UTC) - 40 * DAY)
    back(phone, clinic)
    phone.goto("/login")
    sign_in(phone, clinic.world.staff_email)
    expect(phone.get_by_role("heading", name=re.compile("need"))).to_be_visible()
    for _ in range(50):
        if waiting(phone) == 0:
            break
        time.sleep(0.1)
    assert waiting(phone) == 0 and clinic.entries() == []


def test_nobodys_page_gives_way_once_the_network_is_back(phone: Page, clinic: Clinic) -> None:
    phone.evaluate("""() => new Promise((done) => {
      const gone = indexedDB.deleteDatabase("tracker");
      gone.onsuccess = gone.onerror = () => done();
    })""")
    clinic.change_sign_ins(ended_at=datetime.now(UTC))
    cut(phone, clinic)
    phone.goto("/check-in")
    expect(phone.get_by_role("heading", name="You are offline")).to_be_visible()
    back(phone, clinic)
    phone.wait_for_url(re.compile("/login"))


@pytest.mark.parametrize("how", ["signed out from elsewhere", "disabled"])
def test_who_was_shut_out_leaves_nothing_on_the_phone(
    phone: Page, clinic: Clinic, how: str
) -> None:
    answer_offline(phone, clinic)
    if how == "disabled":
        clinic.change_people(active=False)
    else:
        clinic.change_sign_ins(ended_at=datetime.now(UTC))
    back(phone, clinic)
    phone.wait_for_url("**/login")
    assert waiting(phone) == 0 and clinic.entries() == []


def test_a_new_password_ends_sign_ins_but_keeps_what_waits(phone: Page, clinic: Clinic) -> None:
    answer_offline(phone, clinic)
    clinic.change_sign_ins(ended_at=datetime.now(UTC))
    clinic.change_people(fs_uniquifier=func.upper(Person.fs_uniquifier))
    back(phone, clinic)
    expect(phone.get_by_text("Sign in to send it")).to_be_visible()
    phone.goto("/login")
    sign_in(phone, clinic.world.patient_email)
    arrived(clinic, 1)


def test_what_cannot_be_taken_is_told_and_signing_out_asks_before_it_is_deleted(
    phone: Page, clinic: Clinic
) -> None:
    cut(phone, clinic)
    phone.clock.set_system_time(datetime.now(UTC) - 30 * DAY)
    phone.goto("/check-in")
    answer(phone)
    expect(phone.get_by_role("heading", name=SAFE)).to_be_visible()
    phone.clock.set_system_time(datetime.now(UTC))
    back(phone, clinic)
    expect(phone.get_by_text("This day is before the treatment")).to_be_visible()
    phone.goto("/check-in")
    assert_accessible(phone)
    shoot(phone, "offline-refused")
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", name="1 check-in is not sent yet")).to_be_visible()
    assert_accessible(phone)
    shoot(phone, "offline-sign-out")
    assert waiting(phone) == 1
    phone.get_by_role("button", name="Delete and sign out").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    assert waiting(phone) == 0
    assert phone.evaluate("caches.keys()") == []
    assert "waiting" not in {cookie["name"] for cookie in phone.context.cookies()}


def test_signing_out_asks_also_without_javascript(hold: Hold, clinic: Clinic) -> None:
    page = hold(clinic.world.patient_email, java_script_enabled=False)
    page.context.add_cookies([{"name": "waiting", "value": "2", "url": clinic.address}])
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="2 check-ins are not sent yet")).to_be_visible()
    page.get_by_role("link", name="Send first").click()
    expect(page.get_by_role("heading", name="How is your skin today?")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Delete and sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_signing_out_leaves_a_phone_that_offers_no_form(phone: Page, clinic: Clinic) -> None:
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    cut(phone, clinic)
    with pytest.raises(Exception, match="ERR_"):
        phone.goto("/check-in")
