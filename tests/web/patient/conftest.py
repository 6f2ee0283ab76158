"""A patient on day 4, signed in on a phone."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import PASSWORD, World, build_world, days_ago
from tracker import create_app
from tracker.store.health import EntryRow
from tracker.store.scope import EVERYBODY, set_scope


def signed_in(config: Config, email: str) -> FlaskClient:
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login", data={"email": email, "password": PASSWORD})
    return client


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, treated_at=days_ago(4))


@pytest.fixture
def phone(config: Config, world: World) -> FlaskClient:
    return signed_in(config, world.patient_email)


def entries(session: Session) -> list[EntryRow]:
    session.expire_all()
    set_scope(session, EVERYBODY)
    return list(session.scalars(select(EntryRow).order_by(EntryRow.id)))
