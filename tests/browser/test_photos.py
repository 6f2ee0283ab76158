"""Photos in a real browser: chosen, shrunk and previewed, sent, compared, measured by a tap."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, assert_accessible, shoot
from tests.photos import exif, saved, skin

PATIENT = "patient@demo.example"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0001.jpg"
    noisy = Image.blend(skin(3200, 2400), Image.effect_noise((3200, 2400), 60).convert("RGB"), 0.1)
    path.write_bytes(saved(noisy, "JPEG", quality=95, exif=exif()))
    return path


def choose(page: Page, picture: Path) -> None:
    page.goto("/photos")
    page.get_by_label("Or choose one that you took today").set_input_files(picture)


def test_a_photo_is_made_small_on_the_phone_and_framed_by_the_last(
    open_page: Open, picture: Path
) -> None:
    phone = open_page(PATIENT)
    choose(phone, picture)
    expect(phone.get_by_text("Ready to send.", exact=True)).to_be_visible()
    size = phone.evaluate("document.querySelector('#photo-chosen').files[0].size")
    assert size < picture.stat().st_size / 2
    expect(phone.get_by_label("Last photo over it")).to_be_visible()
    assert_accessible(phone)
    shoot(phone, "photo-chosen")
    phone.get_by_role("button", name="Send photo").click()
    expect(phone.get_by_text("Your photo is saved")).to_be_visible()
    expect(phone.get_by_role("heading", name="Day 4 beside day 0")).to_be_visible()
    phone.get_by_role("button", name="Lay them over each other").click()
    expect(phone.get_by_label("Day 0 to Day 4")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name=re.compile(r"Measure colour ?: day 4")).click()
    # Loaded with its script and picture, so that the place stays and the tap is heard.
    phone.wait_for_url("**/colour")
    box = phone.locator("[data-pick=treated]").bounding_box()
    assert box is not None
    phone.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.6)
    phone.get_by_label("Skin that was not treated: middle right").check(force=True)
    assert phone.locator("[data-spot=treated]").input_value().startswith("0.2")
    assert_accessible(phone)
    shoot(phone, "photo-marked")
    phone.get_by_role("button", name="Measure").click()
    expect(phone.get_by_text("The colour is measured")).to_be_visible()
    phone.get_by_role("button", name=re.compile("^Remove photo")).first.click()
    expect(phone.get_by_text("The photo is removed")).to_be_visible()


def test_all_of_it_works_without_scripts(open_page: Open, picture: Path) -> None:
    phone = open_page(PATIENT, scripts=False)
    choose(phone, picture)
    phone.get_by_role("button", name="Send photo").click()
    expect(phone.get_by_text("Your photo is saved")).to_be_visible()
    phone.get_by_role("link", name=re.compile(r"Measure colour ?: day 4")).click()
    phone.get_by_label("Treated skin: middle left").check(force=True)
    phone.get_by_label("Skin that was not treated: middle right").check(force=True)
    phone.get_by_role("button", name="Measure").click()
    expect(phone.get_by_text("The colour is measured")).to_be_visible()
    expect(phone.get_by_role("img", name="Redness in the photos")).to_be_visible()
    phone.get_by_role("button", name=re.compile("^Remove photo")).first.click()
    expect(phone.get_by_text("The photo is removed")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light"])
def test_photos_can_be_used_by_everybody(open_page: Open, scheme: str) -> None:
    phone = open_page(PATIENT, scheme=scheme)
    for place in ("/photos", "/history"):
        phone.goto(place)
        assert_accessible(phone)
    phone.goto("/photos")
    phone.get_by_role("link", name=re.compile("Measure again")).first.click()
    assert_accessible(phone)
    for width in (390, 1280):
        clinic = open_page("clinician@demo.example", width, scheme)
        clinic.goto("/triage?q=Dana")
        clinic.get_by_role("link", name="Dana Flores").click()
        expect(clinic.get_by_role("heading", name=re.compile("Photos: day"))).to_be_visible()
        clinic.get_by_role("list", name="Photos").get_by_role("link", name="Day 0").click()
        expect(clinic.locator("li:target")).to_contain_text("Day 0")
        assert_accessible(clinic)
        shoot(clinic, f"photos-clinic-{width}-{scheme}")
    clinic.emulate_media(media="print")
    expect(clinic.get_by_role("heading", name="Course against expectation")).to_be_visible()
    expect(clinic.locator("nav, form").locator("visible=true")).to_have_count(0)
