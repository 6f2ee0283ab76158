"""The check-in without a network: it opens, is answered, is sent once, and nothing is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func

from tests.browser.clinic import OTHER_EMAIL, Clinic, found_clinic
from tests.browser.conftest import PATIENCE, assert_accessible, shoot
from tests.browser.test_main_path import choose
from tests.builders import PASSWORD
from tracker.store.people import Person

CALM = {"redness": 2, "swelling": 1, "itching": 1, "bleeding": 0}
WAITS = "1 check-in waits on this phone. It is sent when you are online."
SAFE = "Your answers are safe on this phone"
DAY = timedelta(days=1)

Hold = Callable[..., Page]


@pytest.fixture
def clinic(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Clinic]:
    made = found_clinic(tmp_path, migrated_sqlite)
    made.start()
    yield made
    made.stop()
    made.engine.dispose()


@pytest.fixture
def hold(browser: Browser, clinic: Clinic) -> Iterator[Hold]:
    """A phone of one's own, its page open; fails when the content policy was broken."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(email: str | None = None, **options: object) -> Page:
        context = browser.new_context(**{"base_url": clinic.address, "locale": "en-GB",
                                         "viewport": {"width": 390, "height": 844}, **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text)
                if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if email:
            page.goto("/login")
            sign_in(page, email)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def phone(hold: Hold, clinic: Clinic) -> Page:
    """The patient's phone, that has been at the check-in once."""
    page = hold(clinic.world.patient_email)
    ready(page)
    return page


def ready(page: Page) -> None:
    """Wait until the worker has kept all that it keeps."""
    expect(page.get_by_role("heading", name="How is your skin today?")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then(names => names.length === 1)")


def cut(page: Page, clinic: Clinic) -> None:
    """No network, and nobody at its other end."""
    page.context.set_offline(True)
    clinic.stop()


def back(page: Page, clinic: Clinic) -> None:
    clinic.start()
    page.context.set_offline(False)


def answer(page: Page, **answers: int) -> None:
    choose(page, {**CALM, **answers})
    page.get_by_role("button", name="Save today").click()


def answer_offline(page: Page, clinic: Clinic, **answers: int) -> None:
    """Open, answer and save without a network."""
    cut(page, clinic)
    page.goto("/check-in")
    answer(page, **answers)
    expect(page.get_by_role("heading", name=SAFE)).to_be_visible()


def arrived(clinic: Clinic, number: int) -> None:
    """Wait for that many entries, and a little longer for any too many."""
    for _ in range(100):
        if len(clinic.entries()) >= number:
            break
        time.sleep(0.1)
    time.sleep(1)
    assert len(clinic.entries()) == number


def waiting(page: Page) -> int:
    """How many check-ins the phone keeps."""
    return page.evaluate("""async () => {
      if (!(await indexedDB.databases()).some(({ name }) => name === "tracker")) return 0;
      return new Promise((resolve) => {
        const asked = indexedDB.open("tracker");
        asked.onsuccess = () => {
          const count = asked.result.transaction("waiting").objectStore("waiting").count();
          count.onsuccess = () => { asked.result.close(); resolve(count.result); };
        };
      });
    }""")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
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
    expect(phone.get_by_role("heading", name="Today's check-in is done")).to_be_visible()
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
