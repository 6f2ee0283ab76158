"""What to expect, the downloads and the wish to be erased, as pages answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import CALM, HASH, PASSWORD, World, build_world, days_ago
from tests.web.patient.conftest import signed_in
from tracker.care import administration
from tracker.care.entries import log_entry
from tracker.recovery.timeline import load_timeline
from tracker.store.alerts import Audit
from tracker.store.health import Patient
from tracker.store.scope import EVERYBODY, set_scope

FILES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8",
         "json": "application/fhir+json"}
NOTE = '#read("/etc/passwd") =1+1 <b>'
MANAGER = "manager@harbour.example"


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session, treated_at=days_ago(4))
    administration.add_staff(session, built.clinic_id, MANAGER, "M. Ek", "manager", HASH,
                             on_call=False)
    set_scope(session, built.patient.scope)
    log_entry(session, built.patient, None, CALM, day=3, note=NOTE, now=datetime.now(UTC))
    return built


@pytest.fixture
def desk(config: Config, world: World) -> FlaskClient:
    return signed_in(config, MANAGER)


def test_every_phase_stands_on_the_page_and_todays_is_marked(phone: FlaskClient) -> None:
    page = phone.get("/what-to-expect").text
    today = page[page.index('aria-current="step"'):page.index("What comes next")]
    for phase in load_timeline("pen").phases:
        assert phase.title in page and phase.expect in page
        for step in (*phase.do, *phase.avoid):
            assert step in page
        assert (phase.title in today) == (phase.from_day == 4)
    for topic in ("SPF 30", "Make-up", "Gentle care"):
        assert topic in page


@pytest.mark.parametrize("place", ["/check-in", "/check-in/3", "/check-in/3/saved", "/history",
                                   "/your-data", "/what-to-expect", "/your-data/erase"])
def test_help_and_what_to_expect_are_one_tap_away(phone: FlaskClient, place: str) -> None:
    page = phone.get(place).text
    assert 'href="/help"' in page and 'href="/what-to-expect"' in page


def test_help_has_every_number_and_both_lists(
    phone: FlaskClient, session: Session, world: World
) -> None:
    page = phone.get("/help").text
    for words in ('href="tel:5550100"', 'href="tel:112"', "Trouble breathing", "Pus, blisters"):
        assert words in page


@pytest.mark.parametrize("ending", FILES)
def test_a_download_is_a_file_that_nobody_keeps_on_the_way(
    phone: FlaskClient, session: Session, ending: str
) -> None:
    assert f'href="/your-data/record.{ending}"' in phone.get("/your-data").text
    answer = phone.get(f"/your-data/record.{ending}")
    assert answer.status_code == 200 and answer.content_type == FILES[ending]
    assert answer.headers["Cache-Control"] == "no-store"
    name = f'attachment; filename="record-{datetime.now(UTC):%Y-%m-%d}.{ending}"'
    assert answer.headers["Content-Disposition"] == name
    begin = {"pdf": b"%PDF-1.7", "csv": b"\xef\xbb\xbf", "json": b"{"}[ending]
    assert answer.data.startswith(begin)
    set_scope(session, EVERYBODY)
    assert any(a.startswith("own data downloaded") for a in session.scalars(select(Audit.action)))


def test_the_paper_has_the_curves_of_the_page(phone: FlaskClient) -> None:
    assert b"pdfuaid:part" in phone.get("/your-data/record.pdf").data


def test_downloads_have_an_end(phone: FlaskClient) -> None:
    codes = [phone.get("/your-data/record.csv").status_code for _ in range(13)]
    assert codes == [200] * 12 + [429]


def test_a_patient_before_the_first_treatment_has_data_too(
    config: Config, session: Session, world: World, phone: FlaskClient
) -> None:
    set_scope(session, EVERYBODY)
    patient = session.get_one(Patient, world.patient_id)
    patient.person_id = None
    session.commit()
    assert phone.get("/your-data").status_code == 404
    assert phone.get("/your-data/record.pdf").status_code == 404
    assert phone.get("/what-to-expect").status_code == 200


def test_asking_wants_the_right_password(phone: FlaskClient) -> None:
    for typed, words in (("", "Please type your password"), ("wrong", "not your password"),
                         ("x" * 200, "at most 128")):
        refused = phone.post("/your-data/erase", data={"password": typed})
        assert refused.status_code == 422 and words in refused.text
    assert "You asked on" not in phone.get("/your-data").text
    phone.post("/your-data/erase", data={"password": PASSWORD})
    assert "You asked on" in phone.get("/your-data").text
    phone.post("/your-data/keep")
    assert "You asked on" not in phone.get("/your-data").text
    assert phone.post("/your-data/keep").status_code == 404


def test_guessing_the_password_there_is_stopped(phone: FlaskClient) -> None:
    for _ in range(10):
        phone.post("/your-data/erase", data={"password": "wrong"})
    told = phone.post("/your-data/erase", data={"password": PASSWORD})
    assert told.status_code == 422 and "Too many tries" in told.text


def test_a_refusal_is_read_by_the_patient(
    phone: FlaskClient, desk: FlaskClient, world: World
) -> None:
    phone.post("/your-data/erase", data={"password": PASSWORD})
    place = f"/patients/{world.patient_id}/erasure"
    for page in ("/triage", f"/patients/{world.patient_id}"):
        assert "to have their data erased" in desk.get(page).text
    refused = desk.post(place + "/refuse", data={"reason": " "})
    assert refused.status_code == 422 and "Please give a reason" in refused.text
    assert desk.post(place + "/refuse", data={"reason": "Kept until 2036"}).status_code == 303
    assert "Kept until 2036" in phone.get("/your-data").text
    assert "to have their data erased" not in desk.get("/triage").text


def test_carrying_out_wants_name_and_password_and_ends_the_sign_in(
    phone: FlaskClient, desk: FlaskClient, world: World
) -> None:
    phone.post("/your-data/erase", data={"password": PASSWORD})
    place = f"/patients/{world.patient_id}/erasure"
    for form in ({"name": "Paula harbour", "password": "wrong"},
                 {"name": "Somebody else", "password": PASSWORD}, {}):
        assert desk.post(place, data=form).status_code == 422
    assert desk.post(place, data={"name": "Paula Harbour", "password": PASSWORD}
                     ).status_code == 303
    assert "Paula" not in desk.get("/patients").text + desk.get("/triage").text
    assert desk.get(place).status_code == 404
    assert phone.get("/your-data").status_code == 302
    again = phone.post("/login", data={"email": world.patient_email, "password": PASSWORD})
    assert again.status_code == 422


def test_a_clinician_beside_a_manager_does_not_decide(
    config: Config, world: World, phone: FlaskClient
) -> None:
    phone.post("/your-data/erase", data={"password": PASSWORD})
    doctor = signed_in(config, world.staff_email)
    record = doctor.get(f"/patients/{world.patient_id}").text
    assert "A manager of your clinic decides" in record and "/erasure" not in record
    for method in ("GET", "POST"):
        answer = doctor.open(f"/patients/{world.patient_id}/erasure", method=method)
        assert answer.status_code == 404
