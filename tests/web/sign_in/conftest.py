"""Somebody at a browser with cookies and forms, and what the database holds afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from tests.builders import PASSWORD, World, build_world
from tracker import create_app
from tracker.store.alerts import Audit, Outbox
from tracker.store.people import SignIn
from tracker.store.scope import EVERYBODY, set_scope

NEW = "seven quiet lanterns drift"


@dataclass
class Browser:
    """One device: its cookies, and the token of the page it looks at."""

    client: FlaskClient
    base: str = "http://localhost"

    def open(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=self.base)

    def send(self, path: str, page: str | None = None, **form: str) -> TestResponse:
        """Open a page and send a form with its token."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.open(page or path).text)
        assert found is not None, f"{page or path} has no token"
        return self.client.post(path, data={**form, "csrf_token": found[1]}, base_url=self.base,
                                headers={"Referer": f"{self.base}{page or path}"})

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.send("/login", email=email, password=password, **more)

    @property
    def signed_in(self) -> bool:
        return "/login" not in self.open("/").headers["Location"]


@dataclass
class Rows:
    """What the database holds."""

    session: Session

    def _all(self, kind: type) -> list:
        self.session.rollback()
        self.session.expire_all()
        set_scope(self.session, EVERYBODY)
        return list(self.session.scalars(select(kind).order_by(kind.id)))

    @property
    def trail(self) -> list[str]:
        return [row.action for row in self._all(Audit)]

    @property
    def mails(self) -> list[Outbox]:
        return self._all(Outbox)

    @property
    def open_sign_ins(self) -> int:
        return sum(row.ended_at is None for row in self._all(SignIn))


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


@pytest.fixture
def app(config: Config) -> Flask:
    return create_app(config)


@pytest.fixture
def browser(app: Flask, world: World) -> Callable[[], Browser]:
    """Makes another device."""
    return lambda: Browser(app.test_client())


@pytest.fixture
def rows(session: Session) -> Rows:
    return Rows(session)
