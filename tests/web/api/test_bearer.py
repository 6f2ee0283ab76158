"""A bearer token is the only way in where one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Blueprint, Flask, g
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from config import Config
from tests.builders import PASSWORD, World, add_colleague, build_world, days_ago
from tracker import create_app
from tracker.care import api_tokens
from tracker.web.bearer import authenticate
from tracker.web.context import db

PAGE = "/fhir/machine"
NOW = datetime.now(UTC)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, treated_at=days_ago(4))


@pytest.fixture
def app(config: Config, world: World) -> Iterator[Flask]:
    made = create_app(config)
    made.config.update(WTF_CSRF_ENABLED=False, TESTING=False)
    room = Blueprint("machine", __name__)
    room.register_error_handler(HTTPException, lambda error: error)

    @room.route(PAGE, methods=["GET", "POST"])
    def machine() -> ResponseReturnValue:
        viewer = authenticate()
        # A template's look at who is signed in by a cookie must change nothing.
        assert not current_user.is_authenticated
        assert g.viewer is viewer and db.session.info["scope"] == viewer.scope
        return {"person": viewer.person_id}

    made.register_blueprint(room)
    yield made


def shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_is_asked_for_and_a_cookie_counts_for_nothing(
    app: Flask, session: Session, world: World
) -> None:
    client = app.test_client()
    assert client.post("/login", data={"email": world.patient_email, "password": PASSWORD}
                       ).status_code == 302
    refused = client.post(PAGE)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")
    wrong = client.post(PAGE, headers=shown("trk_wrong"))
    assert wrong.status_code == 401 and "invalid_token" in wrong.headers["WWW-Authenticate"]
    token = api_tokens.add(session, world.staff_email, "t", now=NOW)
    assert client.post(PAGE, headers=shown(token)).json == {"person": world.staff.person_id}
    for header in (f"Basic {token}", token, "Bearer", "Bearer  ", f"Bearer {token} x"):
        assert client.post(PAGE, headers={"Authorization": header}).status_code == 401


def test_an_auditors_token_reads(app: Flask, session: Session, world: World) -> None:
    add_colleague(session, world, "auditor")
    token = api_tokens.add(session, world.staff_email.replace("doctor", "auditor"), "t", now=NOW)
    client = app.test_client()
    assert client.get(PAGE, headers=shown(token)).status_code == 200
    assert client.post(PAGE, headers=shown(token)).status_code == 403


def test_wrong_tokens_have_an_end_and_right_ones_go_on(
    app: Flask, session: Session, world: World
) -> None:
    token = api_tokens.add(session, world.staff_email, "t", now=NOW)
    client = app.test_client()
    codes = [client.post(PAGE, headers=shown("trk_wrong")).status_code for _ in range(101)]
    assert codes == [401] * 100 + [429]
    assert client.post(PAGE, headers=shown(token)).status_code == 200
