"""Setting up a clinic, in a real browser and without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, Open, assert_accessible, shoot

MANAGER, AUDITOR = "manager@demo.example", "auditor@demo.example"
BAD = (b"name;email;skin_type;treated_on;modality;depth_mm\n"
       b"=Ann;nowhere;9;10/03/2026;magic;99\nBob;patient@demo.example;3;;;\n")
LATELY = f"{datetime.now(UTC) - timedelta(days=5):%Y-%m-%d}"
GOOD = ("name,email,skin_type,treated_on,modality,depth_mm\n"
        f"Ida Import,ida@patients.example,II,{LATELY},pen,1.5\n").encode()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_of_setting_up_is_accessible(
    open_page: Open, width: int, scheme: str
) -> None:
    page = open_page(MANAGER, width, scheme)
    page.get_by_role("link", name="Clinic", exact=True).click()
    for place in ("", "/aftercare", "/staff", "/staff/new", "/staff/1", "/treatments",
                  "/treatments/new", "/treatments/1", "/import"):
        page.goto(f"/clinic{place}")
        assert_accessible(page)
        shoot(page, f"clinic{place.replace('/', '-')}-{width}-{scheme}")
    if scheme == "light":
        assert_refusals_are_accessible(page)
        assert_reading_alone_is_accessible(open_page(AUDITOR, width))


def assert_focus_shows(page: Page) -> None:
    """Whatever the tab key reaches is outlined, itself or the row or label around it."""
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        kind, seen = page.evaluate("""() => {
            const here = document.activeElement;
            return [here.type || here.tagName, [here, here.closest("tr, label")].some(
                one => one && parseFloat(getComputedStyle(one).outlineWidth) >= 2
                       && getComputedStyle(one).outlineStyle !== "none")];
        }""")
        assert seen or kind == "BODY", (page.url, kind)
        reached.add(kind)
    assert {"checkbox", "text", "submit", "A"} <= reached


def assert_refusals_are_accessible(page: Page) -> None:
    page.goto("/clinic/treatments/new")
    assert_focus_shows(page)
    for place, button in (("/staff/new", "Send the invitation"), ("/treatments/new", "Add"),
                          ("/import", "Look at it")):
        page.goto(f"/clinic{place}")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".form-error").first).to_be_visible()
        assert_accessible(page)
    for content in (BAD, GOOD):
        page.goto("/clinic/import")
        page.set_input_files("#file", files=[
            {"name": "patients.csv", "mimeType": "text/csv", "buffer": content}])
        page.get_by_role("button", name="Look at it").click()
        assert_accessible(page)


def assert_reading_alone_is_accessible(reader: Page) -> None:
    for place in ("/clinic", "/clinic/aftercare", "/clinic/staff/1", "/clinic/treatments",
                  "/patients/new"):
        reader.goto(place)
        assert_accessible(reader)


def test_a_clinic_imports_and_treats_from_its_catalogue_without_scripts(open_page: Open) -> None:
    desk = open_page(MANAGER, 1280, scripts=False)
    desk.goto("/clinic/import")
    desk.set_input_files("#file", files=[
        {"name": "patients.csv", "mimeType": "text/csv", "buffer": GOOD}])
    desk.get_by_role("button", name="Look at it").click()
    desk.get_by_role("button", name="Import all of them").click()
    expect(desk.get_by_text("Imported: 1 patient and 1 treatment")).to_be_visible()
    # Where scripts are off, axe may wait for ever.
    phone = open_page(MANAGER, 390, "dark")
    phone.goto("/patients/uninvited")
    expect(phone.get_by_role("link", name="Ida Import")).to_be_visible()
    assert_accessible(phone)
    shoot(phone, "not-invited")
    desk.get_by_role("link", name="Not invited yet").click()
    # Others' tests may have left somebody who waits too.
    desk.get_by_role("button", name=re.compile("^Invite (this person|all)")).click()
    expect(desk.get_by_text(re.compile("on (its|their) way"))).to_be_visible()
    expect(desk.get_by_role("link", name="Ida Import")).to_have_count(0)
    desk.goto("/patients")
    desk.get_by_role("link", name="Ida Import").click()
    desk.get_by_role("link", name="Screen and record").click()
    for choice in desk.get_by_label("No", exact=True).all():
        choice.check()
    desk.get_by_role("button", name="Save answers").click()
    desk.get_by_label("Its lot").fill("L-7")
    desk.get_by_label("From your catalogue").select_option(label="Face and neck, RF")
    desk.get_by_role("button", name="Fill in").click()
    expect(desk.get_by_label("Needle depth in mm")).to_have_value("2")
    expect(desk.get_by_label("Its lot")).to_have_value("L-7")
    shoot(desk, "filled-in")
    # The enter key records, and does not fill in anew.
    desk.get_by_label("Its lot").press("Enter")
    expect(desk.get_by_text("The treatment is recorded")).to_be_visible()
