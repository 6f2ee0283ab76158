"""The throttle: exact, by the one form of an address, and no weapon against its owner."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from tests.builders import PASSWORD, TREATED, World
from tests.web.sign_in.conftest import Browser
from tracker import create_app
from tracker.care import throttle

New = Callable[[], Browser]
WRONG = "wrong wrong wrong"


@pytest.fixture
def app(config: Config) -> Flask:
    """Without tokens, so that a guess is one request."""
    made = create_app(config)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def guess(client: FlaskClient, email: str, password: str = WRONG, address: str = "10.0.0.1") -> int:
    return client.post("/login", data={"email": email, "password": password},
                       environ_base={"REMOTE_ADDR": address}).status_code


def test_the_eleventh_wrong_password_is_not_even_looked_at(app: Flask, world: World) -> None:
    codes = [guess(app.test_client(), world.staff_email) for _ in range(11)]
    assert codes == [422] * 10 + [429]
    assert guess(app.test_client(), world.staff_email, PASSWORD) == 429


def test_all_ways_to_write_an_address_are_one(app: Flask, world: World) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in world.staff_email)
    ways = [world.staff_email, world.staff_email.upper(), f" {world.staff_email} ",
            world.staff_email.title(), wide]
    codes = [guess(app.test_client(), ways[n % len(ways)]) for n in range(11)]
    assert codes == [422] * 10 + [429]


def test_signing_in_uses_no_tries_up(app: Flask, world: World) -> None:
    assert {guess(app.test_client(), world.staff_email, PASSWORD) for _ in range(12)} == {302}


def test_ten_mistakes_do_not_shut_the_clinics_shared_address(app: Flask, world: World) -> None:
    for _ in range(11):
        guess(app.test_client(), "typist@harbour.example")
    assert guess(app.test_client(), world.staff_email, PASSWORD) == 302


def test_one_network_tries_a_hundred_times_at_most(app: Flask, world: World) -> None:
    codes = [guess(app.test_client(), f"p{n % 20}@harbour.example", address=f"2001:db8::{n:x}")
             for n in range(102)]
    assert codes == [422] * 100 + [429] * 2


def test_strangers_cannot_lock_out_a_device_that_has_signed_in_before(
    app: Flask, world: World
) -> None:
    own = app.test_client()
    assert guess(own, world.staff_email, PASSWORD) == 302
    own.delete_cookie("session")
    for n in range(120):
        guess(app.test_client(), world.staff_email, address=f"10.0.0.{n % 2 + 1}")
    assert guess(app.test_client(), world.staff_email, PASSWORD) == 429
    assert guess(own, world.staff_email, PASSWORD) == 302


def test_a_known_device_has_ten_tries_too(app: Flask, world: World) -> None:
    own = app.test_client()
    guess(own, world.staff_email, PASSWORD)
    own.delete_cookie("session")
    assert [guess(own, world.staff_email) for _ in range(11)] == [422] * 10 + [429]


def test_a_device_is_known_for_the_accounts_it_opened_and_no_other(
    app: Flask, world: World
) -> None:
    own = app.test_client()
    guess(own, world.patient_email, PASSWORD)
    own.delete_cookie("session")
    assert [guess(own, world.staff_email) for _ in range(11)] == [422] * 10 + [429]
    # The tries were the account's, not the device's own.
    assert guess(app.test_client(), world.staff_email) == 429
    cookie = own.get_cookie("device")
    assert cookie is not None and "harbour" not in cookie.value


def test_a_made_up_device_is_none(app: Flask, world: World) -> None:
    codes = []
    for n in range(11):
        client = app.test_client()
        client.set_cookie("device", f"made.up.{n}")
        codes.append(guess(client, world.staff_email))
    assert codes == [422] * 10 + [429]


def test_of_many_at_once_exactly_ten_are_let_through(engine: Engine) -> None:
    taken: list[bool] = []

    def guess_often() -> None:
        with Session(engine) as own:
            for _ in range(5):
                bucket = ((throttle.ACCOUNT, "a@b.example"), (throttle.NETWORK, "10.0.0.1"))
                taken.append(throttle.take(own, bucket, now=TREATED) is not None)

    threads = [threading.Thread(target=guess_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), sum(taken)) == (40, 10)


def test_after_five_minutes_the_tries_are_back(session: Session) -> None:
    bucket = ((throttle.ACCOUNT, "a@b.example"),)
    for n in range(10):
        assert throttle.take(session, bucket, now=TREATED + timedelta(seconds=n))
    assert throttle.take(session, bucket, now=TREATED + timedelta(minutes=4)) is None
    assert throttle.take(session, bucket, now=TREATED + timedelta(minutes=5, seconds=1))
