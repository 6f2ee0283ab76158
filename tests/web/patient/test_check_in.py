"""The patient's form and receipt: what was meant is what is kept, and what is said is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, CALM, PASSWORD, World, build_world, days_ago, treat
from tests.web.patient.conftest import entries
from tracker import create_app
from tracker.care.entries import log_entry
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

FORM = {name: str(score) for name, score in CALM.items()}


def test_a_ticked_danger_sign_is_an_answer(phone: FlaskClient, session: Session) -> None:
    assert 'type="checkbox" name="breathing_trouble" value="yes"' in phone.get("/check-in").text
    answer = phone.post("/check-in", data={**FORM, "breathing_trouble": "yes"})
    assert entries(session)[0].answers["breathing_trouble"] is True
    assert "This needs help right now" in phone.get(answer.location).text


@pytest.mark.parametrize("name", ["pain", "temperature_c"])
def test_a_question_that_was_opened_wants_its_answer(
    phone: FlaskClient, session: Session, name: str
) -> None:
    refused = phone.post("/check-in", data={**FORM, "asked": name})
    assert refused.status_code == 422
    assert "form-error" in refused.text and f'name="asked" value="{name}" checked' in refused.text
    assert entries(session) == []
    told = {"pain": "6", "temperature_c": "38,5"}[name]
    assert phone.post("/check-in", data={**FORM, "asked": name, name: told}).status_code == 303


@pytest.mark.parametrize("bad", [
    {"redness": ["1", "9"]}, {"redness": "1_0"}, {"redness": "\u0661"}, {"redness": "+1"},
    {"version": "x"}, {"day": "400"}, {"day": "x"}, {"blisters": "maybe"},
])
def test_what_cannot_be_meant_is_refused(
    phone: FlaskClient, session: Session, bad: dict[str, object]
) -> None:
    assert phone.post("/check-in", data={**FORM, **bad}).status_code == 422
    assert entries(session) == []


def test_a_form_opened_before_midnight_is_kept_for_its_own_day(
    phone: FlaskClient, session: Session
) -> None:
    assert 'name="day" value="4"' in phone.get("/check-in").text
    phone.post("/check-in", data={**FORM, "day": "3"})
    assert entries(session)[0].day == 3


def test_a_form_of_an_earlier_treatment_is_kept_there_and_shown_there(
    phone: FlaskClient, session: Session, world: World
) -> None:
    set_scope(session, world.staff.scope)
    treat(session, world.staff, world.patient_id, days_ago(1))
    saved = phone.post("/check-in/3", data={**FORM, "recovery": world.recovery_id})
    assert saved.status_code == 303
    assert entries(session)[0].recovery_id == world.recovery_id
    assert phone.get(saved.location).status_code == 200
    refused = phone.post("/check-in/3", data={"recovery": world.recovery_id, "note": "kept"})
    assert refused.status_code == 422 and "kept" in refused.text
    assert f"recovery={world.recovery_id}" in phone.get("/history").text
    assert phone.get("/check-in/9").status_code == 404


@pytest.mark.parametrize("recovery", ["\0", "x" * 99, "nothing", "a/b"])
def test_a_form_of_nobodys_treatment_finds_nothing(phone: FlaskClient, recovery: str) -> None:
    assert phone.post("/check-in", data={**FORM, "recovery": recovery}).status_code == 404


def test_the_receipt_says_whether_the_clinic_was_really_told(
    phone: FlaskClient, session: Session, world: World
) -> None:
    log = {name: "yes" if value is True else str(value) for name, value in ALARMING.items()}
    phone.post("/check-in", data=log)
    assert "your clinic is being told" in phone.get("/check-in/4/saved").text
    set_scope(session, EVERYBODY)
    for state, words in (("sent", "your clinic has been told"),
                         ("given_up", "we could not tell your clinic: please call")):
        with writing(session):
            session.execute(update(Outbox).values(state=state))
        assert words in phone.get("/check-in/4/saved").text


def test_the_receipt_of_a_clinic_where_nobody_can_be_told_says_so(
    phone: FlaskClient, session: Session
) -> None:
    set_scope(session, EVERYBODY)
    with writing(session):
        session.execute(update(Person).where(Person.on_call).values(active=False))
    log = {name: "yes" if value is True else str(value) for name, value in ALARMING.items()}
    phone.post("/check-in", data=log)
    assert "we could not tell your clinic" in phone.get("/check-in/4/saved").text


def test_what_was_typed_can_be_sent_again_when_the_database_is_held(
    phone: FlaskClient, session: Session, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not config.sqlite:
        return
    connection = session.connection(execution_options={"begins": True})
    busy = phone.post("/check-in", data={**FORM, "note": "kept words"})
    connection.rollback()
    assert busy.status_code == 503 and 'name="note" value="kept words"' in busy.text


def test_after_half_a_year_nothing_is_asked_any_more(
    config: Config, session: Session
) -> None:
    world = build_world(session, treated_at=days_ago(181))
    client = create_app(config).test_client()
    page = client.get("/login").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/login", data={"email": world.patient_email, "password": PASSWORD,
                                "csrf_token": token})
    assert "Your check-ins are done" in client.get("/check-in").text


def test_a_patients_own_look_leaves_its_row(
    phone: FlaskClient, session: Session, world: World
) -> None:
    from tracker.store import trail

    phone.get("/history")
    set_scope(session, world.staff.scope)
    assert "own recovery seen" in [s.action for s in trail.of_recovery(
        session, world.recovery_id, 5)]


def test_an_answer_for_yesterday_shows_where_it_was_given(
    phone: FlaskClient, session: Session, world: World
) -> None:
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, {**CALM, "pain": 5, "blisters": True},
              day=3, now=days_ago(1) + timedelta(hours=1))
    page = phone.get("/check-in").text
    assert page.index('value="pain"') < page.index("More signs")
    assert "chip-dot" in page
