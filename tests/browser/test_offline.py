"""The check-in without a network: it opens, is answered, is sent once, and nothing is lost."""

# ruff: noqa: F811  fixtures are arguments

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clinic import Clinic
from tests.browser.conftest import assert_accessible, shoot
from tests.browser.phones import (  # noqa: F401  the fixtures
    CALM,
    DAY,
    SAFE,
    WAITS,
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
    waiting,
)
from tests.browser.test_main_path import choose


def test_without_a_network_the_same_form_opens(phone: Page, clinic: Clinic) -> None:
    questions = "[...document.querySelectorAll('form[data-check-in] [name]')]" \
        ".filter(e => e.type !== 'hidden').map(e => `${e.name} ${e.type} ${e.value}`).sort()"
    online = phone.evaluate(questions)
    cut(phone, clinic)
    phone.goto("/check-in")
    expect(phone.get_by_text("You are offline").first).to_be_visible()
    assert phone.evaluate(questions) == online
    for name in CALM:
        assert phone.locator(f"input[type=radio][name={name}]").count() == 11
    assert phone.locator("input:checked").count() == 0
    assert_accessible(phone)
    shoot(phone, "offline")
    phone.goto("/")
    expect(phone.get_by_text("You are offline").first).to_be_visible()
    phone.get_by_role("link", name="What to do now").click()
    expect(phone.get_by_role("heading", name="When to get help at once")).to_be_visible()


def test_what_is_answered_without_a_network_waits_and_is_sent_once(
    phone: Page, clinic: Clinic
) -> None:
    cut(phone, clinic)
    phone.goto("/check-in")
    phone.get_by_role("button", name="Save today").click()
    expect(phone.get_by_text("Please choose a number from 0 to 10.")).to_have_count(4)
    assert_accessible(phone)
    answer(phone)
    expect(phone.get_by_text(WAITS)).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile("Call the clinic"))).to_have_attribute(
        "href", "tel:5550100")
    assert_accessible(phone)
    shoot(phone, "offline-kept")
    phone.reload()
    expect(phone.get_by_text(WAITS)).to_be_visible()
    assert clinic.entries() == []
    back(phone, clinic)
    expect(phone.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 1)
    assert clinic.entries()[0].answers == CALM
    assert waiting(phone) == 0
    phone.goto("/check-in")
    expect(phone.locator("#waiting .notice")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light"])
def test_a_grave_sign_without_a_network_says_call_at_once(
    hold: Hold, clinic: Clinic, scheme: str
) -> None:
    page = hold(clinic.world.patient_email, color_scheme=scheme)
    ready(page)
    cut(page, clinic)
    page.goto("/check-in")
    page.get_by_text("More signs").click()
    page.get_by_label("Trouble breathing").check(force=True)
    answer(page)
    expect(page.get_by_text("What you ticked needs help right now.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Call.112.now"))).to_have_attribute(
        "href", "tel:112")
    assert_accessible(page)
    shoot(page, f"offline-grave-{scheme}")


def test_a_form_opened_before_the_network_went_is_kept_too(phone: Page, clinic: Clinic) -> None:
    choose(phone, CALM)
    cut(phone, clinic)
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_text("You can sign out when you are online again")).to_be_visible()
    phone.get_by_role("button", name="Save today").click()
    expect(phone.get_by_text(WAITS)).to_be_visible()
    back(phone, clinic)
    arrived(clinic, 1)
    assert (clinic.entries()[0].day, clinic.entries()[0].version) == (4, 1)


def test_each_entry_is_of_the_day_of_answering_and_they_come_in_order(
    phone: Page, clinic: Clinic
) -> None:
    now = datetime.now(UTC)
    cut(phone, clinic)
    for days in (3, 2, 1):
        phone.clock.set_system_time(now - days * DAY)
        phone.goto("/check-in")
        answer(phone, redness=days)
        expect(phone.get_by_role("heading", name=SAFE)).to_be_visible()
    expect(phone.get_by_text("3 check-ins wait on this phone.")).to_be_visible()
    phone.clock.set_system_time(now)
    back(phone, clinic)
    arrived(clinic, 3)
    rows = clinic.entries()
    assert [(row.day, row.answers["redness"], row.submitted) for row in rows] == [
        (1, 3, 4), (2, 2, 4), (3, 1, 4)]
    for row, days in zip(rows, (3, 2, 1), strict=True):
        assert row.answered_at is not None
        assert abs(row.answered_at - (now - days * DAY)) < timedelta(minutes=2)


def test_a_double_tap_keeps_one(phone: Page, clinic: Clinic) -> None:
    cut(phone, clinic)
    phone.goto("/check-in")
    choose(phone, CALM)
    phone.get_by_role("button", name="Save today").dblclick()
    expect(phone.get_by_role("heading", name=SAFE)).to_be_visible()
    assert waiting(phone) == 1
    back(phone, clinic)
    arrived(clinic, 1)
    phone.goto("/check-in/3")
    choose(phone, CALM)
    phone.get_by_role("button", name="Save this day").dblclick()
    expect(phone.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 2)


def test_two_answers_of_one_day_both_stand_and_everybody_sees_it(
    phone: Page, hold: Hold, clinic: Clinic
) -> None:
    answer_offline(phone, clinic, redness=1)
    clinic.log({**CALM, "redness": 9, "swelling": 8, "discharge": True, "spreading": True}, 4)
    back(phone, clinic)
    expect(phone.get_by_text("You answered this day twice")).to_be_visible()
    expect(phone.locator(".verdict-urgent")).to_be_visible()
    assert_accessible(phone)
    shoot(phone, "offline-two-answers")
    assert [(row.current, row.answers["redness"]) for row in clinic.entries()] == [
        (False, 9), (True, 1)]
    phone.get_by_role("link", name="Check this day").click()
    expect(phone.locator("input[name=redness][value='9']")).to_be_checked()
    staff = hold(clinic.world.staff_email, viewport={"width": 1280, "height": 900})
    staff.get_by_role("link", name="Paula harbour").click()
    rows = staff.locator("section", has=staff.get_by_role("heading", name="Entries"))
    expect(rows.get_by_text("both stand, the worse of each counts")).to_be_visible()
    expect(rows.get_by_text("stands beside the one above")).to_be_visible()
    shoot(staff, "offline-two-answers-clinic")


def test_what_was_refused_can_be_mended(phone: Page, clinic: Clinic) -> None:
    cut(phone, clinic)
    phone.clock.set_system_time(datetime.now(UTC) - 30 * DAY)
    phone.goto("/check-in")
    answer(phone, redness=3)
    expect(phone.get_by_role("heading", name=SAFE)).to_be_visible()
    phone.clock.set_system_time(datetime.now(UTC))
    back(phone, clinic)
    expect(phone.get_by_text("This day is before the treatment")).to_be_visible()
    phone.goto("/check-in")
    phone.get_by_role("button", name="Put it into the form").click()
    expect(phone.locator("input[name=redness][value='3']")).to_be_checked()
    phone.get_by_role("button", name="Save today").click()
    arrived(clinic, 1)
    assert (clinic.entries()[0].day, clinic.entries()[0].answers["redness"]) == (4, 3)
    phone.wait_for_url("**/saved**")
    assert waiting(phone) == 0


def test_five_taps_complete_a_check_in(hold: Hold, clinic: Clinic) -> None:
    page = hold(clinic.world.patient_email, has_touch=True, is_mobile=True)
    taps = 0
    for name, score in CALM.items():
        page.locator(f".scale-cell:has(input[name={name}][value='{score}'])").tap()
        taps += 1
    page.get_by_role("button", name="Save today").tap()
    taps += 1
    expect(page.get_by_text("healing as expected").first).to_be_visible()
    assert (taps, len(clinic.entries())) == (5, 1)


def test_the_keyboard_alone_completes_a_check_in_without_a_network(
    phone: Page, clinic: Clinic
) -> None:
    cut(phone, clinic)
    phone.goto("/check-in")
    phone.locator("input[name=redness]").first.focus()
    for name in CALM:
        assert phone.evaluate("document.activeElement.name") == name
        phone.keyboard.press("Space")
        for _ in range(2):
            phone.keyboard.press("ArrowRight")
        phone.keyboard.press("Tab")
    phone.get_by_role("button", name="Save today").press("Enter")
    expect(phone.get_by_role("heading", name=SAFE)).to_be_focused()
    back(phone, clinic)
    arrived(clinic, 1)
    assert set(clinic.entries()[0].answers.values()) == {2}
