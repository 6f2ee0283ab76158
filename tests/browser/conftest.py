"""The whole demo, web and worker, in real processes; Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

PASSWORD = "recovery-demo-2026"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LOOKS = [(390, "light"), (1280, "dark")]
"""Width and colours in which pages are looked at: colours do not depend on the width."""
PATIENCE = 25_000
"""Milliseconds until a step counts as failed: the machine may be busy with other tests."""
expect.set_options(timeout=PATIENCE)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo with 12 recoveries; by a name, as passkeys know no numbers."""
    with running_demo(tmp_path_factory.mktemp("demo"), 12, "localhost") as address:
        yield address


@contextmanager
def running_demo(folder: Path, patients: int, host: str) -> Iterator[str]:
    """A demo, reached by this name."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "TRACKER_INSTANCE": str(folder)}
    env = {k: v for k, v in env.items() if not k.startswith("TRACKER_") or k == "TRACKER_INSTANCE"}
    address = f"http://{host}:{port}"
    env["TRACKER_BASE_URL"] = address
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker.cli", "demo", "--patients", str(patients),
         "--port", str(port)],
        env=env, start_new_session=True,
    )
    try:
        _wait(address + "/readyz", process)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the demo ended by itself"
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the demo did not become ready")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium: the installed one, else Playwright's own.

    For this package alone: its event loop must not run on under other tests.
    """
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        yield opened
        opened.close()


Open = Callable[..., Page]
Doors = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="package")
def doors() -> Doors:
    """The cookies of who has signed in, by address."""
    return {}


@pytest.fixture
def open_page(browser: Browser, site: str, doors: Doors) -> Iterator[Open]:
    """Opens a page of a size and theme; fails when its console told of a violation.

    Whoever has signed in before in the same way is still signed in.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(email: str | None = None, width: int = 390, scheme: str = "light",
               scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 844}, color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text)
                if "Content Security Policy" in m.text else None)
        page.on("request", lambda r: complaints.append(r.url)
                if not r.url.startswith(site) else None)
        if email:
            context.add_cookies(doors.get(email, []))
            page.goto("/")
            if urlsplit(page.url).path == "/login":
                page.get_by_label("E-mail").fill(email)
                page.get_by_label("Password").fill(PASSWORD)
                page.get_by_role("button", name="Sign in").click()
                expect(page.get_by_role("button", name="Sign out")).to_be_visible()
                doors[email] = context.cookies()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def shoot(page: Page, name: str) -> None:
    """Keep a picture for the eye where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.wait_for_load_state()
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def assert_accessible(page: Page) -> None:
    """Axe finds nothing, and nothing is wider than the screen.

    A click returns as its page begins to come: Axe would now and then meet a page without a root.
    """
    page.wait_for_load_state()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
