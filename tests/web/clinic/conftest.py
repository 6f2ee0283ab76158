"""A signed-in clinician's browser, without the browser."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from tests.builders import PASSWORD, World, build_world, days_ago
from tracker import create_app

DAYS = 4


@dataclass(frozen=True)
class Desk:
    """The world of the test, and a client that keeps its CSRF token."""

    client: FlaskClient
    world: World

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, form: dict[str, object], page: str = "/triage") -> TestResponse:
        """Post a form with the token that a page of this session carries."""
        return self.client.post(path, data={**form, "csrf_token": self.token(page)})

    def find(self, path: str, name: str) -> TestResponse:
        """Look for a name in a list, and follow to where it is found."""
        answer = self.post(path, {"q": name})
        assert answer.status_code == 303
        return self.get(answer.location)

    def work(self, path: str, form: dict[str, object], version: str | None = None) -> TestResponse:
        """Post a form of the recovery's page at the version which that page shows just now."""
        page = f"/recoveries/{self.world.recovery_id}"
        return self.post(path, {**form, "version": version or self.version()}, page)

    def version(self) -> str:
        """The version of the work that the recovery's page shows."""
        page = self.get(f"/recoveries/{self.world.recovery_id}").text
        found = re.search(r'name="version" value="(\d+)"', page)
        assert found is not None
        return found[1]

    def token(self, page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).text)
        assert found is not None, f"{page} has no token"
        return found[1]


def sign_in(client: FlaskClient, world: World) -> Desk:
    desk = Desk(client, world)
    answer = desk.post("/login", {"email": world.staff_email, "password": PASSWORD}, "/login")
    assert answer.status_code == 302, answer.text
    return desk


@pytest.fixture
def world(session: Session) -> World:
    """A patient treated four days ago."""
    return build_world(session, treated_at=days_ago(DAYS))


@pytest.fixture
def desk(config: Config, world: World) -> Desk:
    """The clinician of that world, signed in."""
    return sign_in(create_app(config).test_client(), world)
