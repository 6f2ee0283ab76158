"""Taking in what waited on a phone: only the person's own, only once, and never a 500."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import CALM, PASSWORD, World
from tests.web.patient.conftest import entries
from tracker import create_app
from tracker.recovery.symptoms import GRAVE_ALONE
from tracker.store.database import writing
from tracker.store.people import Person, SignIn
from tracker.store.scope import EVERYBODY, set_scope

FORM = {name: str(score) for name, score in CALM.items()} | {"key": "k", "version": "0"}
HOUR = 3600


def change(session: Session, table: type, **values: object) -> None:
    set_scope(session, EVERYBODY)
    with writing(session):
        session.execute(update(table).values(**values))


def test_it_is_taken_in_once_with_the_way_to_its_receipt(
    phone: FlaskClient, session: Session, world: World
) -> None:
    form = {**FORM, "person": world.patient_id, "waited": str(24 * HOUR)}
    told = [phone.post("/check-in/phone", data=form).json for _ in range(2)]
    assert told[0] == told[1] and told[0]["day"] == 3
    assert "without a network, sent since" in phone.get(told[0]["receipt"]).text
    assert [row.day for row in entries(session)] == [3]


def test_it_is_never_taken_for_somebody_else(
    phone: FlaskClient, session: Session, config: Config, world: World
) -> None:
    for person in ("", "somebody", world.patient_id + "x"):
        answer = phone.post("/check-in/phone", data={**FORM, "person": person})
        assert (answer.status_code, answer.json) == (403, {"state": "other"})
    stranger = create_app(config)
    stranger.config["WTF_CSRF_ENABLED"] = False
    staff = stranger.test_client()
    form = {**FORM, "person": world.patient_id}
    assert staff.post("/check-in/phone", data=form).status_code == 401
    staff.post("/login", data={"email": world.staff_email, "password": PASSWORD})
    assert staff.post("/check-in/phone", data=form).status_code == 404
    assert staff.get("/check-in/phone").json == {"state": "other"}
    assert entries(session) == []


def test_it_wants_the_forms_token(config: Config, session: Session, world: World) -> None:
    client = create_app(config).test_client()
    page = client.get("/login").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/login", data={"email": world.patient_email, "password": PASSWORD,
                                "csrf_token": token})
    form = {**FORM, "person": world.patient_id}
    assert client.post("/check-in/phone", data=form).status_code == 400
    told = client.get("/check-in/phone").json
    assert told["person"] == world.patient_id
    assert client.post("/check-in/phone", data={**form, "csrf_token": told["csrf"]}).json


@pytest.mark.parametrize("bad", [
    {"redness": "eleven"}, {"redness": ""}, {"note": "a\0b"}, {"colour": "3"}, {"day": "400"},
    {"waited": "9" * 11}, {"recovery": "nobodys"}, {"recovery": "\0"},
])
def test_what_cannot_be_taken_is_refused_with_a_reason(
    phone: FlaskClient, session: Session, world: World, bad: dict[str, str]
) -> None:
    answer = phone.post("/check-in/phone", data={**FORM, "person": world.patient_id, **bad})
    assert answer.status_code == 422 and all(answer.json["errors"].values())
    assert entries(session) == []


@pytest.mark.parametrize("waited", ["x", "-5", "\u0663", "9" * 5000, "1e9"])
def test_a_wait_that_is_no_number_is_none(
    phone: FlaskClient, session: Session, world: World, waited: str
) -> None:
    form = {**FORM, "person": world.patient_id, "waited": waited}
    assert phone.post("/check-in/phone", data=form).json["day"] == 4


def test_the_phone_learns_why_nobody_is_signed_in(phone: FlaskClient, session: Session) -> None:
    assert phone.get("/check-in/phone").json["state"] == "patient"
    change(session, SignIn, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert phone.get("/check-in/phone").json == {"state": "ended"}
    change(session, SignIn, ended_at=datetime.now(UTC))
    assert phone.get("/check-in/phone").json == {"state": "revoked"}
    change(session, Person, fs_uniquifier=func.upper(Person.fs_uniquifier))
    assert phone.get("/check-in/phone").json == {"state": "ended"}
    change(session, Person, active=False)
    assert phone.get("/check-in/phone").json == {"state": "revoked"}


def test_a_stale_form_sent_at_once_is_refused_as_ever(
    phone: FlaskClient, session: Session, world: World
) -> None:
    form = {**FORM, "person": world.patient_id}
    assert phone.post("/check-in/phone", data={**form, "key": "a"}).status_code == 200
    assert phone.post("/check-in/phone", data={**form, "key": "b"}).status_code == 422
    late = phone.post("/check-in/phone", data={**form, "key": "b", "redness": "6", "waited": "60"})
    assert late.status_code == 200 and entries(session)[-1].unseen["redness"] == 2


def test_the_worker_names_only_files_that_are_there(phone: FlaskClient) -> None:
    script = phone.get("/service-worker.js")
    assert script.mimetype == "text/javascript"
    named = [part for part in script.text.split('"') if part.startswith("/")]
    assert len(named) > 10
    for address in named:
        assert phone.get(address).status_code == 200, address


def test_the_empty_form_is_the_same_for_everybody(phone: FlaskClient, config: Config) -> None:
    nobody = create_app(config).test_client().get("/check-in/offline")
    assert "csrf_token" not in nobody.text and "data-person" not in nobody.text
    assert nobody.status_code == 200 and nobody.text.count('type="radio" name="redness"') == 11


@pytest.mark.parametrize("sign", GRAVE_ALONE)
def test_each_sign_that_a_phone_calls_grave_by_itself_is_an_emergency(
    phone: FlaskClient, sign: str
) -> None:
    saved = phone.post("/check-in", data={**FORM, sign: "yes"})
    assert "This needs help right now" in phone.get(saved.location).text
