"""A clinic's manager at a browser, without the browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Config
from tests.builders import World, add_colleague, build_world, days_ago
from tests.web.patient.conftest import signed_in


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session, treated_at=days_ago(4))
    add_colleague(session, built, "manager")
    session.close()
    return built


@pytest.fixture
def desk(config: Config, world: World) -> FlaskClient:
    return signed_in(config, "manager@harbour.example")
