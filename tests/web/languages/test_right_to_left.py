"""A language written from right to left is one more catalogue."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, sync_playwright
from sqlalchemy.orm import Session

from tests.browser.conftest import FLAGS, NAMES, assert_accessible
from tests.builders import ALARMING, World
from tests.translations.pseudo import RTL, add_language
from tests.web.languages.conftest import Phone

Phones = Callable[..., Phone]
PAGES = ("/login", "/reset", "/help", "/check-in", "/check-in/4/saved", "/history")


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One database will do: pages are the same on both."""
    path = tmp_path / "tracker.db"
    path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def screen(app: Flask) -> Iterator[Page]:
    """A phone's screen whose requests are answered by the app itself."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        yield page
        browser.close()


def test_its_pages_run_from_right_to_left_and_fit_a_phone(
    app: Flask, phone: Phones, world: World, session: Session, screen: Page,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    add_language(monkeypatch, tmp_path / "catalogues", RTL)
    mine = phone(RTL, world.patient_email)
    mine.post("/check-in/4", **{n: "yes" if v is True else str(v) for n, v in ALARMING.items()})
    visitor = phone(RTL)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://localhost")
        client = visitor if path in PAGES[:2] else mine
        got = client.client.get(path, headers={"Accept-Language": RTL}, follow_redirects=True)
        route.fulfill(status=got.status_code, body=got.data, content_type=got.content_type)

    screen.route("**/*", answer)
    for path in PAGES:
        screen.goto("http://localhost" + path)
        assert screen.evaluate("document.documentElement.dir") == "rtl", path
        assert screen.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
        assert_accessible(screen)
        if folder := os.environ.get("SHOTS"):
            name = re.sub(r"\W+", "-", path)
            screen.screenshot(path=str(Path(folder) / f"rtl{name}.png"), full_page=True)
