"""Signing in and out: what is answered, what is kept, what is left in the trail."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from flask import Flask

from config import Config
from tests.builders import PASSWORD, World
from tests.web.sign_in.conftest import Browser, Rows
from tracker import create_app

New = Callable[[], Browser]
HTTPS = "https://tracker.example"


def test_signing_in_and_out_leave_a_trail_and_so_does_a_wrong_password(
    browser: New, rows: Rows, world: World
) -> None:
    device = browser()
    device.sign_in(world.staff_email, "wrong wrong wrong")
    device.sign_in(world.staff_email)
    device.send("/logout", page="/triage")
    told = [action for action in rows.trail if action.startswith("sign")]
    assert told == ["sign-in failed", "signed in", "signed out"]


def test_a_guess_at_an_unknown_address_leaves_nothing_of_it(
    browser: New, rows: Rows, world: World
) -> None:
    before = rows.trail
    assert browser().sign_in("nobody@harbour.example").status_code == 422
    assert rows.trail == before


def test_known_and_unknown_addresses_cost_one_hash_and_one_write_each(
    browser: New, world: World
) -> None:
    for email in (world.staff_email, "nobody@harbour.example"):
        with (patch("passlib.context.CryptContext.hash", return_value="") as made,
              patch("passlib.context.CryptContext.verify", return_value=False) as compared,
              patch("tracker.store.trail.record") as noted,
              patch("tracker.store.attempts.add", side_effect=lambda *_: (1,)) as counted):
            assert browser().sign_in(email, "wrong wrong wrong").status_code == 422
        assert made.call_count + compared.call_count == 1, email
        # The throttle's count, and one row beside it.
        assert noted.call_count + counted.call_count == 2, email


def test_known_and_unknown_addresses_get_the_same_page(browser: New, world: World) -> None:
    pages = []
    for email in (world.staff_email, "nobody@harbour.example"):
        answer = browser().sign_in(email, "wrong wrong wrong")
        lines = [line.replace(email, "…") for line in answer.text.splitlines()
                 if "csrf_token" not in line]
        pages.append((answer.status_code, sorted(answer.headers.keys()), lines))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("email", "password", "words"), [
    ("", "x", "Please give your e-mail address."), ("no address", "x", "does not look like"),
    ("a@b.example", "", "Please type your password."),
    ("a@b.example", "x" * 129, "at most 128 characters"),
    ("a@b.example", "x" * 5000, "at most 128 characters"),
    ("doctor@harbour.example", "x" * 5000, "at most 128 characters"),
    ("doctor@harbour.example", "\ufdfa" * 128, "do not go together"),
    ("doctor@harbour.example", "a\0b", "do not go together"),
])
def test_what_is_missing_or_too_long_is_said_and_the_address_is_kept(
    browser: New, email: str, password: str, words: str
) -> None:
    answer = browser().sign_in(email, password)
    assert answer.status_code == 422
    assert words in answer.text and f'value="{email}"' in answer.text


def test_a_password_is_the_same_however_the_keyboard_writes_its_letters(
    browser: New, world: World, rows: Rows
) -> None:
    composed, split = "sieben stille B\u00e4umchen", "sieben stille Ba\u0308umchen"
    browser().send("/reset", email=world.staff_email)
    browser().send(rows.mails[-1].context["path"], password=composed, password_confirm=composed)
    assert browser().sign_in(world.staff_email, split).status_code == 302


def test_nobody_is_remembered_beyond_the_sign_in(browser: New, world: World) -> None:
    device = browser()
    answer = device.sign_in(world.staff_email, remember="y")
    assert answer.status_code == 302
    assert device.client.get_cookie("remember_token") is None


HOSTILE = [
    prefix + "evil.example" + suffix
    for prefix in ("//", "///", "////", "https://", "http://", "HTTPS://", "http:", "https:/",
                   "\\\\", "\\/", "/\\", "/\\/", "\t//", "/\t/", "/\n/", " //", "//\t", "\0//",
                   "javascript://", "data:", "ftp://", "//user@", "http://localhost@", "/%09/",
                   "/%5c", "%2f%2f", "\u3002//", "//[", "http://[", "https://localhost.")
    for suffix in ("", "/", "/triage", "?x", "#x", ":80", "\\@localhost")
]


@pytest.fixture
def open_app(config: Config) -> Flask:
    """Without tokens, so that a try is one request."""
    made = create_app(config)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.mark.parametrize("in_form", [True, False])
def test_a_hostile_next_is_passed_over(open_app: Flask, world: World, in_form: bool) -> None:
    assert len(HOSTILE) >= 200
    form = {"email": world.staff_email, "password": PASSWORD}
    with patch("passlib.context.CryptContext.verify", return_value=True):
        for wish in HOSTILE:
            client = open_app.test_client()
            answer = client.post("/login", query_string={} if in_form else {"next": wish},
                                 data={**form, "next": wish} if in_form else form)
            assert answer.status_code == 302, (wish, answer.text)
            assert answer.headers["Location"] == "/", wish


@pytest.mark.parametrize("path", ["/login", "/logout", "/reset", "/reset/x"])
def test_a_broken_next_breaks_no_page(open_app: Flask, world: World, path: str) -> None:
    for wish in ("//[", "http://[", "/triage\n", "/\\x", "%", ""):
        client = open_app.test_client()
        form = {"email": world.staff_email, "password": PASSWORD}
        if path == "/logout":
            client.post("/login", data=form)
        for answer in (client.get(path, query_string={"next": wish}),
                       client.post(path, query_string={"next": wish}, data={**form, "next": wish})):
            assert answer.status_code < 500, (path, wish)


def test_a_good_next_is_gone_to(browser: New, world: World) -> None:
    device = browser()
    asked = device.open(f"/recoveries/{world.recovery_id}").headers["Location"]
    answer = device.send(asked, email=world.staff_email, password=PASSWORD)
    assert answer.headers["Location"] == f"/recoveries/{world.recovery_id}"


def test_of_flask_security_only_what_is_used_is_open(app: Flask) -> None:
    open_ways = {rule.rule for rule in app.url_map.iter_rules()
                 if rule.endpoint.startswith("security.")}
    assert open_ways == {"/login", "/logout", "/reset", "/reset/<token>"}


def test_nobody_is_handed_a_token(open_app: Flask, world: World) -> None:
    right = {"email": world.staff_email, "password": PASSWORD}
    client = open_app.test_client()
    answer = client.post("/login?include_auth_token", json=right)
    assert answer.status_code == 415 and "token" not in answer.text
    answer = client.post("/login?include_auth_token", data=right,
                         headers={"Accept": "application/json"})
    assert answer.status_code == 302 and "authentication_token" not in answer.text


@pytest.mark.parametrize("path", ["/login", "/reset", "/reset/x", "/logout"])
@pytest.mark.parametrize("body", ["{}", "[]", "[[1]]", "null", "{", '{"email": [1]}'])
def test_json_is_not_taken(open_app: Flask, world: World, path: str, body: str) -> None:
    answer = open_app.test_client().post(path, data=body, content_type="application/json")
    assert answer.status_code == 415


def test_a_stranger_host_is_answered_400_and_health_checks_are_not(
    app: Flask, world: World
) -> None:
    for host, code in (("evil.example", 400), ("localhost.evil.example", 400), ("evil", 400),
                       ("localhost", 200), ("localhost:8000", 200), ("127.0.0.1:8000", 200)):
        for path in ("/login", "/healthz"):
            answer = app.test_client().get(path, headers={"Host": host})
            assert answer.status_code == code, (host, path)
            assert "evil" not in answer.text


def test_a_form_whose_token_has_ended_can_be_sent_again_but_for_the_password(
    browser: New, world: World
) -> None:
    device = browser()
    typed = {"email": "kept@harbour.example", "password": "unkept", "next": "/triage",
             "csrf_token": "old"}
    answer = device.client.post("/login", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert 'value="kept@harbour.example"' in answer.text and "Send it again" in answer.text
    assert "unkept" not in answer.text and 'value="old"' not in answer.text


@pytest.mark.parametrize("headers", [
    {}, {"Origin": "http://evil.example"}, {"Origin": "null"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
])
def test_what_another_site_sends_is_not_offered_for_sending(
    browser: New, headers: dict[str, str]
) -> None:
    answer = browser().client.post("/login", data={"email": "lure@evil.example"}, headers=headers)
    assert answer.status_code == 400
    assert "lure" not in answer.text and "Go back" in answer.text


@pytest.fixture
def secure(config: Config, world: World) -> Browser:
    """A browser that comes by https."""
    app = create_app(Config(**{**config.__dict__, "base_url": HTTPS}))
    return Browser(app.test_client(), HTTPS)


def test_by_https_forms_work_with_the_referrer_that_our_policy_lets_out(
    secure: Browser, world: World
) -> None:
    assert secure.open("/login").headers["Referrer-Policy"] == "same-origin"
    assert secure.sign_in(world.staff_email).status_code == 302
    assert secure.signed_in


def test_by_https_every_cookie_is_bound_to_the_host(secure: Browser, world: World) -> None:
    cookies = secure.sign_in(world.staff_email).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        flags = {part.strip() for part in cookie.split(";")}
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
        assert not any(flag.startswith("Domain") for flag in flags)


def test_a_redirect_names_no_host(secure: Browser) -> None:
    assert urlsplit(secure.open("/triage").headers["Location"]).netloc == ""
