"""The main job in a real browser: invitation, first entry, alert, mail, acknowledgement."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import LOOKS, Open, assert_accessible, shoot

ALARM = {"redness": 8, "swelling": 7, "itching": 2, "bleeding": 0}


def choose(page: Page, answers: dict[str, int]) -> None:
    for name, score in answers.items():
        number = page.locator(f"input[name={name}][value='{score}']")
        try:
            number.check(force=True)
        except Error:
            # A notice that came meanwhile moved the form under the pointer.
            number.check(force=True)


def invite(page: Page, name: str, email: str) -> None:
    """As a clinician: add a patient, screen, treat, invite."""
    page.goto("/patients/new")
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("4. Rarely burns").check()
    page.get_by_role("button", name="Add").click()
    record = page.url
    page.get_by_role("link", name="Screen and record").click()
    for box in page.locator("input[type=radio][value=no]").all():
        box.check(force=True)
    page.locator("input[name=keloids][value=yes]").check(force=True)
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_text("Needs a clinician's decision")).to_be_visible()
    shoot(page, "screening")
    page.locator("input[name=cleared][value=yes]").check(force=True)
    page.get_by_label("Reason").fill("Small old scar elsewhere, test area was calm")
    page.get_by_role("button", name="Record my decision").click()
    page.get_by_role("link", name="Record the treatment").click()
    shoot(page, "treatment")
    page.get_by_label("Needle depth").fill("1.5")
    page.get_by_label("Face").check()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("The treatment is recorded")).to_be_visible()
    page.goto(record)
    page.get_by_role("button", name="Invite by e-mail").click()
    expect(page.get_by_text("on its way")).to_be_visible()


def write_and_answer(clinic: Page, phone: Page) -> None:
    """The clinician writes and asks for a photo; the patient sees it and answers."""
    clinic.get_by_label("Write a message").fill("Please come in at three.")
    clinic.get_by_role("button", name="Send", exact=True).click()
    clinic.get_by_role("button", name="Ask for a photo").click()
    phone.goto("/check-in")
    expect(phone.get_by_text("Your clinic asks for a photo.")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="Read the message").click()
    expect(phone.get_by_text("Please come in at three.")).to_be_visible()
    phone.get_by_label("Your answer").fill("I will")
    assert_accessible(phone)
    shoot(phone, "messages")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Sent to your clinic.")).to_be_visible()


@pytest.mark.parametrize("width", [390])
def test_from_invitation_to_acknowledgement(open_page: Open, width: int) -> None:
    clinic = open_page("clinician@demo.example", 1280)
    name, email = f"Vera Path {width}", f"vera{width}@patients.example"
    invite(clinic, name, email)

    phone = open_page(width=width)
    phone.goto("/outbox")
    phone.get_by_role("row", name=re.compile(email)).get_by_role("link").click()
    phone.get_by_role("link", name="Follow the link").click()
    phone.get_by_label("Password").fill("a good long password")
    phone.get_by_label("The same again").fill("a good long password")
    assert_accessible(phone)
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="How is your skin today?")).to_be_visible()
    clinic.clock.install()
    clinic.goto("/triage?state=urgent")
    expect(clinic.get_by_role("link", name=name)).to_have_count(0)
    choose(phone, ALARM)
    phone.get_by_label("Spreading", exact=True).check()
    phone.get_by_label("Fever").check()
    phone.get_by_label("Your temperature in °C").fill("38,6")
    phone.get_by_role("button", name="Save today").click()
    expect(phone.get_by_text(re.compile("your clinic (is being|has been) told"))).to_be_visible()
    assert_accessible(phone)

    # The open list finds it by itself.
    clinic.clock.run_for(21_000)
    expect(clinic.get_by_role("link", name=name)).to_be_visible()
    expect(clinic.get_by_text("A new alert was raised.")).to_have_count(1)
    assert_accessible(clinic)
    shoot(clinic, f"triage-live-{width}")
    clinic.clock.resume()
    clinic.get_by_role("link", name=name).click()
    clinic.get_by_role("button", name=re.compile("^Take")).first.click()
    expect(clinic.get_by_text("Taken by Dr Lind")).to_be_visible()
    for _ in range(20):
        if clinic.get_by_text("sent to Dr Lind").count():
            break
        clinic.wait_for_timeout(300)
        clinic.reload()
    expect(clinic.get_by_text("sent to Dr Lind").first).to_be_visible()
    expect(clinic.get_by_text("alert acknowledged").first).to_be_visible()
    write_and_answer(clinic, phone)
    clinic.reload()
    expect(clinic.get_by_text("Unread since")).to_be_visible()
    clinic.get_by_text("Set another level").first.click()
    assert_accessible(clinic)
    shoot(clinic, f"after-alert-{width}")

    manager = open_page("manager@demo.example", width, "light" if width == 390 else "dark")
    for place in ("/on-call", "/alert-rules"):
        manager.goto(place)
        expect(manager.get_by_role("button", name="Save")).to_be_visible()
        assert_accessible(manager)


def test_bad_answers_keep_what_was_typed_and_say_why(open_page: Open) -> None:
    page = open_page("patient@other.example", scripts=False)
    choose(page, {"redness": 3})
    page.get_by_role("button", name="Save today").click()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    expect(page.locator("input[name=redness][value='3']")).to_be_checked()
    shoot(page, "check-in-error")


def test_a_check_in_works_without_javascript(open_page: Open) -> None:
    page = open_page("patient@other.example", scripts=False)
    choose(page, {"redness": 1, "swelling": 0, "itching": 1, "bleeding": 0})
    page.get_by_role("button", name="Save today").click()
    expect(page.get_by_text("no alert needed")).to_be_visible()
    shoot(page, "saved-calm")


def test_a_cookie_replayed_after_signing_out_opens_nothing(open_page: Open) -> None:
    page = open_page("clinician@demo.example", 1280)
    page.goto("/triage")
    cookies = page.context.cookies()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    page.goto("/triage")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


STATES: list[tuple[str, dict[str, int], list[str], str]] = [
    ("calm", {"redness": 1, "swelling": 0, "itching": 1, "bleeding": 0}, [],
     "healing as expected"),
    ("watch", {"redness": 4, "swelling": 0, "itching": 1, "bleeding": 0}, [], "Keep an eye on it"),
    ("call", {"redness": 1, "swelling": 0, "itching": 1, "bleeding": 0}, ["Pus or fluid"],
     "Please call your clinic today"),
    ("urgent", {"redness": 8, "swelling": 7, "itching": 1, "bleeding": 0},
     ["Spreading", "Pus or fluid"], "Call the clinic"),
    ("emergency", {"redness": 8, "swelling": 7, "itching": 1, "bleeding": 0},
     ["Trouble breathing"], "This needs help right now"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_after_saving_is_accessible_and_says_its_word(
    open_page: Open, scheme: str
) -> None:
    page = open_page("patient@other.example", scheme=scheme)
    for name, answers, signs, words in STATES:
        page.goto("/check-in")
        choose(page, answers)
        if not page.locator("details.more").evaluate("e => e.open"):
            page.locator("summary", has_text="More signs").click()
        for box in page.locator(".chips input[type=checkbox]").all():
            box.uncheck(force=True)
        for sign in signs:
            page.get_by_label(sign, exact=True).check(force=True)
        assert_accessible(page)
        page.get_by_role("button", name="Save today").click()
        expect(page.get_by_text(words).first).to_be_visible()
        assert_accessible(page)
        shoot(page, f"saved-{name}-{scheme}")


@pytest.mark.parametrize("width", [390])
def test_every_refused_form_is_accessible(open_page: Open, width: int) -> None:
    page = open_page("clinician@demo.example", width)
    page.goto("/patients/new")
    page.get_by_role("button", name="Add").click()
    assert_accessible(page)
    page.get_by_label("Name").fill("Erika Errors-Double-Barrelled " + "x" * 60)
    page.get_by_label("E-mail").fill(f"erika{width}-with-a-very-long-address@patients.example")
    page.get_by_label("4. Rarely burns").check()
    page.get_by_role("button", name="Add").click()
    assert_accessible(page)
    page.get_by_role("link", name="Screen and record").click()
    page.get_by_role("button", name="Save answers").click()
    assert_accessible(page)
    for box in page.locator("input[type=radio][value=no]").all():
        box.check(force=True)
    page.locator("input[name=keloids][value=yes]").check(force=True)
    page.get_by_role("button", name="Save answers").click()
    page.get_by_role("button", name="Record my decision").click()
    assert_accessible(page)
    shoot(page, f"clearance-error-{width}")
    page.locator("input[name=cleared][value=yes]").check(force=True)
    page.get_by_label("Reason").fill("Calm")
    page.get_by_role("button", name="Record my decision").click()
    page.get_by_role("link", name="Record the treatment").click()
    page.get_by_role("button", name="Record", exact=True).click()
    assert_accessible(page)
    shoot(page, f"treatment-error-{width}")
    page.get_by_label("Needle depth").fill("1,5")
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_role("button", name="Save note").click()
    assert_accessible(page)
    page.goto("/triage")
    assert_accessible(page)
    shoot(page, f"triage-long-name-{width}")
    page.goto("/outbox")
    page.locator("table a").first.click()
    assert_accessible(page)


PAGES = {
    None: ["/login", "/help", "/outbox", "/reset", "/nothing-here"],
    "patient@demo.example": ["/check-in", "/check-in/3", "/check-in/3/saved", "/history"],
    "clinician@demo.example": ["/triage", "/patients", "/patients/new", "/patients/uninvited",
                               "/cohort", "recovery", "record", "screen"],
}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("email", list(PAGES))
def test_every_page_is_accessible(
    open_page: Open, email: str | None, width: int, scheme: str
) -> None:
    page = open_page(email, width, scheme)
    for place in PAGES[email]:
        if place == "recovery":
            page.goto("/triage")
            page.locator("a.row-link").first.click()
        elif place == "record":
            page.get_by_role("link", name="patient record").click()
        elif place == "screen":
            page.get_by_role("link", name="Screen and record").click()
        else:
            page.goto(place)
        assert_accessible(page)
        shoot(page, f"{place.strip('/').replace('/', '-')}-{width}-{scheme}")
