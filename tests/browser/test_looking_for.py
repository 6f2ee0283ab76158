"""Looking for somebody by name, opening them and going back, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, assert_accessible, shoot


@pytest.mark.parametrize(("path", "width"), [("/triage", 1280), ("/patients", 390)])
def test_going_back_from_somebody_found_finds_them_again(
    open_page: Open, path: str, width: int
) -> None:
    desk = open_page("clinician@demo.example", width)
    desk.goto(path)
    field = desk.get_by_label("Find a patient by first or last name")
    field.fill("Flores")
    field.press("Enter")
    desk.get_by_role("link", name="Dana Flores", exact=True).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Dana Flores")
    desk.go_back()
    expect(field).to_have_value("Flores")
    expect(desk.get_by_role("link", name="Dana Flores", exact=True).first).to_be_visible()
    assert "lores" not in desk.url
    assert_accessible(desk)
    shoot(desk, f"found-{width}")
