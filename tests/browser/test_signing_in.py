"""Ways to sign in, in a real browser: a passkey on a virtual authenticator, a link, devices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LOOKS, PASSWORD, PATIENCE, assert_accessible, shoot

Device = Callable[..., Page]


@pytest.fixture
def device(browser: Browser, site: str) -> Iterator[Device]:
    """Makes another device; fails when its console told of a violation."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def made(width: int = 390, scheme: str = "light", scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 844}, color_scheme=scheme,
            java_script_enabled=scripts)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text)
                if "Content Security Policy" in m.text else None)
        return page

    yield made
    for context in contexts:
        context.close()
    assert not complaints


def with_authenticator(page: Page, *, verified: bool = True) -> None:
    """Give the page a phone's own authenticator, whose owner shows themselves."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": verified,
        "automaticPresenceSimulation": True}})


def sign_in(page: Page, email: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    # Exactly: headings of the account page speak of signing in too.
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    # The browser still empties what it kept of the site: to go on at once would be cut off.
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light"])
def test_a_passkey_is_added_signs_in_and_is_removed(device: Device, scheme: str) -> None:
    page = device(scheme=scheme)
    with_authenticator(page)
    sign_in(page, "clinician@demo.example" if scheme == "light" else "patient@demo.example")
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Add a passkey").click()
    assert_accessible(page)
    shoot(page, f"new-passkey-{scheme}")
    page.get_by_label("A name for it").fill("My own phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("Your passkey is saved")).to_be_visible()
    expect(page.get_by_text("My own phone")).to_be_visible()
    page.goto("/outbox")
    expect(page.get_by_text("A passkey was added").first).to_be_visible()
    page.goto("/account")
    assert_accessible(page)
    shoot(page, f"account-{scheme}")
    sign_out(page)

    page.goto("/history" if scheme == "dark" else "/patients")
    assert_accessible(page)
    shoot(page, f"login-{scheme}")
    page.get_by_role("link", name="Use a passkey").click()
    assert_accessible(page)
    shoot(page, f"passkey-{scheme}")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.url.endswith("/history" if scheme == "dark" else "/patients")

    page.goto("/account")
    expect(page.get_by_text("with a passkey")).to_be_visible()
    page.get_by_role("button", name="Remove My own phone").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    sign_out(page)
    page.goto("/passkey")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("This did not work")).to_be_visible()


def test_whoever_does_not_show_themselves_adds_no_passkey(device: Device) -> None:
    page = device()
    with_authenticator(page, verified=False)
    sign_in(page, "manager@demo.example")
    page.goto("/account/passkeys/new")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("did not work, or it was cancelled")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_in_a_mail_signs_in_once(device: Device, scripts: bool) -> None:
    page = device(scripts=scripts)
    email = "clinician@other.example" if scripts else "patient@other.example"
    page.goto("/login")
    page.get_by_role("link", name="Mail me a link").click()
    page.get_by_label("E-mail").fill(email)
    if scripts:
        assert_accessible(page)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto("/outbox")
    page.get_by_role("row", name=re.compile(f"{email}.*Sign in to")).first.get_by_role(
        "link").click()
    page.get_by_role("link", name="Follow the link").click()
    link = page.url
    if scripts:
        assert_accessible(page)
        shoot(page, "sign-in-by-link")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    other = device(scripts=scripts)
    other.goto(link)
    expect(other.get_by_role("heading", name="This link has ended")).to_be_visible()


@pytest.mark.parametrize("way", ["passkey", "mail"])
def test_from_the_invitation_without_any_password(device: Device, way: str) -> None:
    clinic = device(1280)
    sign_in(clinic, "clinician@demo.example")
    clinic.goto("/patients/new")
    clinic.get_by_label("Name").fill(f"Ina {way}")
    clinic.get_by_label("E-mail").fill(f"ina-{way}@patients.example")
    clinic.get_by_label("4. Rarely burns").check()
    clinic.get_by_role("button", name="Add").click()
    clinic.get_by_role("button", name="Invite by e-mail").click()

    phone = device()
    with_authenticator(phone)
    phone.goto("/outbox")
    phone.get_by_role("row", name=re.compile(f"ina-{way}")).get_by_role("link").click()
    phone.get_by_role("link", name="Follow the link").click()
    assert_accessible(phone)
    shoot(phone, f"invitation-{way}")
    phone.get_by_role(
        "button", name="Make a passkey" if way == "passkey" else "Use e-mail links").click()
    expect(phone.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    if way == "passkey":
        sign_out(phone)
        phone.goto("/passkey")
        phone.get_by_role("button", name="Use my passkey").click()
        expect(phone.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    clinic.reload()
    expect(clinic.get_by_text("set up")).to_be_visible()


def test_a_device_that_is_signed_out_from_another_is_out(device: Device) -> None:
    desk, phone = device(1280), device()
    for page in (desk, phone):
        sign_in(page, "manager@demo.example")
    phone.goto("/account")
    expect(phone.get_by_text("This device")).to_have_count(1)
    assert_accessible(phone)
    phone.get_by_role("button", name="Sign out everywhere else").click()
    expect(phone.get_by_text("Every other device is signed out")).to_be_visible()
    desk.goto("/triage")
    expect(desk.get_by_role("heading", name="Sign in")).to_be_visible()
    phone.goto("/triage")
    expect(phone.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_pages_are_accessible(device: Device, width: int, scheme: str) -> None:
    page = device(width, scheme)
    for path in ("/login", "/passkey", "/sign-in-link", "/sign-in-link/x", "/today/x"):
        page.goto(path)
        assert_accessible(page)
        shoot(page, f"{path.strip('/').replace('/', '-')}-{width}-{scheme}")
    sign_in(page, "patient@demo.example")
    for path in ("/reminders", "/account", "/account/passkeys/new"):
        page.goto(path)
        assert_accessible(page)
        shoot(page, f"{path.strip('/').replace('/', '-')}-{width}-{scheme}")


def test_on_a_number_passkeys_say_where_they_work(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site.replace("localhost", "127.0.0.1"))
    page = context.new_page()
    page.goto("/passkey")
    expect(page.get_by_role("link", name=site)).to_be_visible()
    context.close()
