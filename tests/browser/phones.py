"""A patient's phone beside a clinic of the test's own, its network cut and given back.

Its fixtures are imported where they are used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.clinic import Clinic, found_clinic
from tests.browser.conftest import PATIENCE
from tests.browser.test_main_path import choose
from tests.builders import PASSWORD

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
