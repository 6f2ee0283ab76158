"""The check-in is light, can be installed, and leaves nothing readable on the phone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from socket import SHUT_RDWR, SHUT_WR, create_connection, create_server, socket
from urllib.parse import urljoin

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.clinic import Clinic
from tests.browser.conftest import FLAGS, NAMES, PATIENCE
from tests.browser.phones import (
    CALM,
    SAFE,
    answer,
    arrived,
    clinic,  # noqa: F401  the fixture
    cut,
    ready,
    sign_in,
)

FIRST, AGAIN = 60_000, 10_000
"""Bytes over the wire: the most for the first opening, and for each further one."""
CANARY = "marmalade zeppelin"


class Wire:
    """Passes connections on to a port, and counts what comes back."""

    def __init__(self, port: int) -> None:
        self.port, self.bytes, self.losing = port, 0, False
        self.server = create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            far = create_connection(("127.0.0.1", self.port))
            threading.Thread(target=self._pass, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, source: socket, target: socket, counted: bool) -> None:
        try:
            while data := source.recv(65536):
                if counted and self.losing:
                    break
                self.bytes += len(data) if counted else 0
                target.sendall(data)
            target.shutdown(SHUT_RDWR if self.losing else SHUT_WR)
        except OSError:
            pass


def loaded(page: Page, wire: Wire) -> tuple[int, int]:
    """Bytes of the check-in with all it loads: as its page counts, and on the wire."""
    taken: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda told: taken.append(told["encodedDataLength"]))
    before = wire.bytes
    page.goto("/check-in")
    expect(page.get_by_role("button", name="Save today")).to_be_visible()
    # The worker fetches what it keeps once the page is there.
    page.wait_for_timeout(1500)
    page.close()
    return int(sum(taken)), wire.bytes - before


def test_the_check_in_is_light(browser: Browser, clinic: Clinic) -> None:  # noqa: F811
    wire = Wire(clinic.port)
    door = browser.new_context(base_url=wire.address)
    page = door.new_page()
    page.goto("/login")
    sign_in(page, clinic.world.patient_email)
    cookies = door.cookies()
    door.close()
    for workers in ("allow", "block"):
        phone = browser.new_context(base_url=wire.address, service_workers=workers)
        phone.add_cookies(cookies)
        first, again = (loaded(phone.new_page(), wire) for _ in range(2))
        phone.close()
        print(f"check-in, workers {workers}: first {first}, again {again} bytes (page, wire)")
        assert 5_000 < max(first) <= FIRST
        assert 1_000 < max(again) <= AGAIN


def test_an_entry_whose_answer_got_lost_is_sent_again_and_stored_once(
    browser: Browser, clinic: Clinic  # noqa: F811
) -> None:
    wire = Wire(clinic.port)
    context = browser.new_context(base_url=wire.address)
    page = context.new_page()
    page.goto("/login")
    sign_in(page, clinic.world.patient_email)
    ready(page)
    wire.losing = True
    answer(page)
    expect(page.get_by_role("heading", name=SAFE)).to_be_visible()
    arrived(clinic, 1)
    wire.losing = False
    page.get_by_role("button", name="Try to send now").click()
    expect(page.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 1)
    assert clinic.entries()[0].unseen is None
    context.close()


def test_the_worker_sends_after_the_page_was_closed(
    browser: Browser, clinic: Clinic  # noqa: F811
) -> None:
    context = browser.new_context(base_url=clinic.address)
    page = context.new_page()
    page.goto("/login")
    sign_in(page, clinic.world.patient_email)
    ready(page)
    known: list[str] = []
    workers = context.new_cdp_session(page)
    workers.on("ServiceWorker.workerRegistrationUpdated",
               lambda told: known.extend(r["registrationId"] for r in told["registrations"]))
    workers.send("ServiceWorker.enable")
    clinic.stop()
    answer(page)
    expect(page.get_by_role("heading", name=SAFE)).to_be_visible()
    page.goto("about:blank")
    clinic.start()
    workers.send("ServiceWorker.dispatchSyncEvent", {
        "origin": clinic.address, "registrationId": known[0], "tag": "send", "lastChance": False})
    arrived(clinic, 1)
    context.close()


Start = Callable[[], BrowserContext]


@pytest.fixture
def start(browser: Browser, clinic: Clinic, tmp_path: Path) -> Iterator[Start]:  # noqa: F811
    """Starts a browser with a profile on the disk, as people have; it can be started again."""
    started: list[BrowserContext] = []

    def begin() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", args=FLAGS, base_url=clinic.address,
            executable_path=next(filter(None, map(shutil.which, NAMES)), None),
            viewport={"width": 390, "height": 844})
        context.set_default_timeout(PATIENCE)
        started.append(context)
        return context

    yield begin
    for context in started:
        with suppress(Error):
            context.close()


def kill(profile: Path) -> None:
    """End the browser as a phone does that needs its memory: without a word."""
    number = int(os.readlink(profile / "SingletonLock").rpartition("-")[2])
    os.kill(number, signal.SIGKILL)


def test_it_can_be_installed(start: Start, clinic: Clinic) -> None:  # noqa: F811
    page = start().new_page()
    page.goto("/login")
    sign_in(page, clinic.world.patient_email)
    ready(page)
    browser = page.context.new_cdp_session(page)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == [] and manifest["url"].endswith("manifest.webmanifest")
    told = json.loads(manifest["data"])
    assert told["start_url"] == "/check-in" and told["display"] == "standalone"
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    for icon in told["icons"]:
        answer = page.request.get(urljoin(manifest["url"], icon["src"]))
        assert answer.ok and answer.headers["content-type"].startswith(icon["type"])
        if icon["type"] == "image/png":
            side = Image.open(BytesIO(answer.body())).size
            assert f"{side[0]}x{side[1]}" == icon["sizes"]


def test_a_killed_browser_loses_nothing_and_its_disk_tells_nothing(
    start: Start, clinic: Clinic, tmp_path: Path  # noqa: F811
) -> None:
    page = start().new_page()
    page.goto("/login")
    sign_in(page, clinic.world.patient_email)
    ready(page)
    cut(page, clinic)
    page.goto("/check-in")
    page.get_by_label("Note", exact=True).check(force=True)
    page.get_by_label("A note for your clinic").fill(CANARY)
    answer(page)
    expect(page.get_by_role("heading", name=SAFE)).to_be_visible()
    kill(tmp_path / "profile")
    assert CANARY.encode() not in written(tmp_path / "profile")

    page = start().new_page()
    page.goto("/check-in")
    expect(page.get_by_text("1 check-in waits on this phone.")).to_be_visible()
    clinic.start()
    page.goto("/check-in")
    if page.get_by_role("heading", name="Sign in").is_visible():
        expect(page.get_by_text("Sign in to send it")).to_be_visible()
        sign_in(page, clinic.world.patient_email)
    expect(page.get_by_text("healing as expected").first).to_be_visible()
    arrived(clinic, 1)
    assert (clinic.entries()[0].answers, clinic.entries()[0].note) == (CALM, CANARY)


def written(profile: Path) -> bytes:
    """All that the browser wrote, and the same read as wide characters."""
    files = b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())
    return files + files.replace(b"\0", b"")


def test_no_cache_holds_anything_about_anybody(
    browser: Browser, clinic: Clinic  # noqa: F811
) -> None:
    clinic.log({**CALM, "redness": 7, "blisters": True}, 3)
    context = browser.new_context(base_url=clinic.address)
    page = context.new_page()
    page.goto("/login")
    sign_in(page, clinic.world.patient_email)
    ready(page)
    for place in ("/history", "/check-in/3", "/check-in/3/saved", "/help"):
        page.goto(place)
    kept = page.evaluate("""async () => {
      const texts = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          texts.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
        }
      }
      return texts;
    }""")
    assert {path for path, _ in kept if not path.startswith("/static/")} == {
        "/check-in/offline", "/help"}
    for path, text in kept:
        for word in ("Paula", "Clinic harbour", "555 0100", clinic.world.patient_id, " checked",
                     "csrf_token\" value"):
            assert word not in text, (path, word)
    context.close()
