"""FHIR over HTTP: what is told is valid and hangs together, to whom, and how it is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from tests.builders import ALARMING, CALM, TREATED, World, add_patient, build_world, treat
from tracker import create_app
from tracker.care import api_tokens, messages
from tracker.care.alerts import add_note
from tracker.care.entries import log_entry
from tracker.fhir.capability import PARTS
from tracker.fhir.naming import fhir_id
from tracker.store.alerts import Audit
from tracker.store.scope import EVERYBODY, set_scope

NOW = datetime.now(UTC)


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    set_scope(session, built.patient.scope)
    days: list[tuple[int, dict[str, object]]] = [
        (0, dict(CALM)), (0, {**CALM, "redness": 3, "dark_patches": 2}), (4, dict(ALARMING))]
    for day, answers in days:
        log_entry(session, built.patient, built.recovery_id, answers, day=day, note="It stings",
                  now=TREATED + timedelta(days=day, hours=1))
    set_scope(session, built.staff.scope)
    add_note(session, built.staff, built.recovery_id, "Only for colleagues", now=TREATED)
    messages.write(session, built.staff, built.recovery_id, "Is it warm?", now=TREATED)
    treat(session, built.staff, built.patient_id, TREATED + timedelta(days=40))
    return built


@pytest.fixture
def app(config: Config, world: World) -> Flask:
    return create_app(config)


class Asker:
    """Another system with somebody's token."""

    def __init__(self, app: Flask, session: Session, email: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = {"Authorization": "Bearer " + api_tokens.add(session, email, "t", now=NOW)}

    def ask(self, place: str) -> TestResponse:
        return self.client.get(place.removeprefix("http://localhost"), headers=self.headers)

    def told(self, place: str) -> dict[str, Any]:
        answer = self.ask(place)
        assert answer.status_code == 200, (place, answer.text)
        assert answer.content_type == "application/fhir+json"
        assert answer.headers["Cache-Control"] == "no-store"
        found: dict[str, Any] = answer.json
        get_fhir_model_class(found["resourceType"]).model_validate_json(answer.text)
        return found


def refusal(answer: TestResponse, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/fhir+json"
    get_fhir_model_class("OperationOutcome").model_validate_json(answer.text)
    assert answer.json["issue"][0]["code"] == code


@pytest.mark.parametrize("who", ["staff", "patient"])
def test_everything_of_a_patient_is_there_and_each_part_can_be_read_by_itself(
    app: Flask, session: Session, world: World, who: str
) -> None:
    asker = Asker(app, session, world.staff_email if who == "staff" else world.patient_email)
    number = fhir_id(world.patient_id)
    bundle = asker.told(f"/fhir/R4/Patient/{number}/$everything")
    assert bundle["type"] == "searchset" and bundle["total"] == len(bundle["entry"])
    assert "Only for colleagues" not in str(bundle) and "It stings" in str(bundle)
    whole = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert len(whole) == len(bundle["entry"])
    kinds = [resource["resourceType"] for resource in whole.values()]
    assert kinds.count("Procedure") == 2 and kinds.count("Patient") == 1
    assert set(kinds) == {"Patient", "Organization", *PARTS}
    # Of the day that was changed the version that stands.
    responses = [r for r in whole.values() if r["resourceType"] == "QuestionnaireResponse"]
    assert sorted(r["meta"]["versionId"] for r in responses if "meta" in r) == ["1", "2"]
    for address, resource in whole.items():
        assert asker.told(address) == resource
    for kind in PARTS:
        found = asker.told(f"/fhir/R4/{kind}?patient=Patient/{number}&unheard=of")
        assert found["link"] == [{"relation": "self",
                                  "url": f"http://localhost/fhir/R4/{kind}?patient={number}"}]
        assert {e["fullUrl"]: e["resource"] for e in found["entry"]} == {
            url: r for url, r in whole.items() if r["resourceType"] == kind}
    set_scope(session, EVERYBODY)
    rows = session.execute(select(Audit.action, Audit.detail, Audit.patient_id, Audit.person_id)
                           .order_by(Audit.id.desc()).limit(len(PARTS))).all()
    staff = who == "staff"
    assert rows == [
        ("record exported", f"FHIR {kind}", world.patient_id, world.staff.person_id) if staff
        else ("own data downloaded: FHIR", kind, world.patient_id, world.patient.person_id)
        for kind in reversed(PARTS)]


def test_the_patients_of_a_clinic_are_paged_without_a_name_in_an_address(
    app: Flask, session: Session, world: World
) -> None:
    build_world(session, "hillside")
    set_scope(session, world.staff.scope)
    own = {world.patient_id, *(add_patient(session, world.staff, f"p{n}@harbour.example", TREATED)
                               for n in range(4))}
    asker, seen = Asker(app, session, world.staff_email), []
    place, pages = "/fhir/R4/Patient?_count=2", 0
    while place:
        page = asker.told(place)
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        place, pages = next((link["url"] for link in page["link"]
                             if link["relation"] == "next"), ""), pages + 1
        assert "paula" not in place.lower()
    assert pages == 3 and len(seen) == 5 and set(seen) == {fhir_id(number) for number in own}
    mine = Asker(app, session, world.patient_email).told("/fhir/R4/Patient")
    assert [e["resource"]["id"] for e in mine["entry"]] == [fhir_id(world.patient_id)]
    assert [link["relation"] for link in mine["link"]] == ["self"]


def test_what_is_not_answered_is_refused_in_the_form_of_fhir(
    app: Flask, session: Session, world: World
) -> None:
    asker, number = Asker(app, session, world.staff_email), fhir_id(world.patient_id)
    for place in ("/Patient/nobody", "/Patient/nobody/$everything", "/Patient/a%00b", "/",
                  "/Nothing", "/Procedure/nobody",
                  f"/Observation/{fhir_id(world.recovery_id)}-day-9-redness",
                  f"/Procedure/{fhir_id(world.recovery_id)}-screening", "/Patient?page=made-up",
                  "/Organization/clinic-99", "/Procedure?patient=nobody",
                  "/Procedure?patient=a%00b", "/Procedure?patient=" + "x" * 70, "/a/b/c/d"):
        refusal(asker.ask(f"/fhir/R4{place}"), 404, "not-found")
    for place in ("/Procedure", "/Procedure?patient=", "/Patient?_count=0", "/Patient?_count=-1",
                  "/Patient?_count=many", "/Patient?_count=" + "9" * 5000):
        refusal(asker.ask(f"/fhir/R4{place}"), 400, "invalid")
    refusal(asker.ask("/fhir/R4/Patient?_format=xml"), 406, "not-supported")
    assert asker.ask(f"/fhir/R4/Patient/{number}?_format=application/fhir+json").status_code == 200
    for wish, status in (("application/fhir+xml", 406), ("text/html, */*;q=0.1", 200), ("", 200),
                         ("application/fhir+json; fhirVersion=4.0", 200)):
        answer = asker.client.get("/fhir/R4/metadata", headers={"Accept": wish})
        assert answer.status_code == status, wish
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for place in ("/Patient", f"/Patient/{number}", f"/Procedure/{number}", "/metadata"):
            answer = asker.client.open(f"/fhir/R4{place}", method=method, headers=asker.headers)
            refusal(answer, 405, "not-supported")
            assert "GET" in answer.headers["Allow"]
    for headers in ({}, {"Authorization": "Bearer trk_made-up"}):
        answer = asker.client.get(f"/fhir/R4/Patient/{number}", headers=headers)
        refusal(answer, 401, "login")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    # What it can do is told to everybody.
    asker.headers = {}
    statement = asker.told("/fhir/R4/metadata")
    assert statement["fhirVersion"] == "4.0.1"
    assert {r["type"] for r in statement["rest"][0]["resource"]} == {
        "Patient", "Organization", *PARTS}
