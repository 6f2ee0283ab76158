"""What to expect, taking one's data away, and asking to be erased, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, PASSWORD, Open, assert_accessible, shoot

PATIENT, MANAGER = "patient@demo.example", "manager@demo.example"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_patients_further_pages_are_accessible(
    open_page: Open, width: int, scheme: str
) -> None:
    page = open_page(PATIENT, width, scheme)
    page.get_by_role("link", name="What to expect", exact=True).click()
    expect(page.locator("[aria-current=step] h2")).to_have_text("Days 4 to 7")
    page.locator("summary", has_text="Days behind you").click()
    assert_accessible(page)
    shoot(page, f"what-to-expect-{width}-{scheme}")
    for place in ("/your-data", "/your-data/erase", "/your-data/opened", "/help"):
        page.goto(place)
        assert_accessible(page)
        shoot(page, f"{place.strip('/').replace('/', '-')}-{width}-{scheme}")


def test_the_three_files_are_downloaded(open_page: Open, tmp_path: Path) -> None:
    page = open_page(PATIENT)
    page.goto("/history")
    page.get_by_role("link", name="Your data").click()
    for link, begin in (("PDF", b"%PDF-1.7"), ("Spreadsheet", b"\xef\xbb\xbf"),
                        ("another health app", b"{")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        download.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(begin)


@pytest.mark.parametrize("width", [390])
def test_asking_refusing_and_reading_why(open_page: Open, width: int) -> None:
    phone = open_page(PATIENT, width, scripts=False)
    phone.goto("/your-data")
    phone.get_by_role("link", name="Ask to have everything erased").click()
    phone.get_by_role("button", name="Ask my clinic").click()
    expect(phone.get_by_text("Please type your password")).to_be_visible()
    phone.get_by_label("Your password").fill(PASSWORD)
    phone.get_by_role("button", name="Ask my clinic").click()
    expect(phone.get_by_text("You asked on")).to_be_visible()
    shoot(phone, f"asked-{width}")

    desk = open_page(MANAGER, width, scripts=False)
    desk.goto("/triage")
    assert_accessible_without_scripts(open_page, width)
    desk.get_by_role("link", name="Dana Flores", exact=True).first.click()
    desk.get_by_role("link", name="Decide").click()
    desk.get_by_role("button", name="Refuse").click()
    expect(desk.get_by_text("Please give a reason")).to_be_visible()
    shoot(desk, f"erasure-{width}")
    desk.get_by_label("Why it is kept").fill("The law wants it kept until 2036.")
    desk.get_by_role("button", name="Refuse").click()
    expect(desk.get_by_text("The patient reads your reason")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("kept until 2036")).to_be_visible()
    shoot(phone, f"refused-{width}")


def assert_accessible_without_scripts(open_page: Open, width: int) -> None:
    """Axe needs scripts: the same pages are looked at by a second browser with them."""
    for email, places in ((PATIENT, ["/your-data"]), (MANAGER, ["/triage"])):
        page = open_page(email, width)
        for place in places:
            page.goto(place)
            assert_accessible(page)
    page.get_by_role("link", name="Dana Flores", exact=True).first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Decide").click()
    assert_accessible(page)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Please type your password")).to_be_visible()
    assert_accessible(page)


def test_a_record_is_erased_for_good(open_page: Open) -> None:
    desk = open_page(MANAGER, 390)
    desk.goto("/patients/new")
    desk.get_by_label("Name").fill("Wilma Away")
    desk.get_by_label("E-mail").fill("wilma.away@patients.example")
    desk.get_by_label("4. Rarely burns").check()
    desk.get_by_role("button", name="Add").click()
    desk.get_by_role("link", name="Erase this record").click()
    assert_accessible(desk)
    desk.get_by_label("The patient's name").fill("Wilma Away")
    desk.get_by_label("Your own password").fill(PASSWORD)
    desk.get_by_role("button", name="Erase for good").click()
    expect(desk.get_by_text("no address is left here")).to_be_visible()
    expect(desk.get_by_role("link", name="Wilma Away")).to_have_count(0)
    assert_accessible(desk)
    desk.get_by_role("link", name="Audit").click()
    desk.get_by_label("What").select_option("patient erased")
    desk.get_by_role("button", name="Search").click()
    expect(desk.get_by_role("cell", name=re.compile("patient erased"))).to_have_count(1)
    assert_accessible(desk)
    shoot(desk, "audit-390")
