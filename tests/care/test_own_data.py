"""What a patient takes away: everything of theirs, nothing of others', and it is in the trail."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, TREATED, World, build_world, treat
from tracker.care import messages
from tracker.care.alerts import add_note
from tracker.care.entries import log_entry
from tracker.care.own_data import OwnData, own_data
from tracker.care.viewer import NotFound
from tracker.fhir.record import record_json
from tracker.recovery.screening import ITEMS
from tracker.report.formulas import harmless
from tracker.report.record import ASKED, record
from tracker.report.spreadsheet import BOM, FIELDS, record_csv
from tracker.store.alerts import Audit
from tracker.store.scope import EVERYBODY, set_scope

BASE = "https://clinic.example"
NOTE = "It stings; =1+1 is not a formula"


@pytest.fixture
def world(session: Session) -> World:
    """A patient with a calm day, a changed day, an alarming day, and a second treatment."""
    built = build_world(session)
    build_world(session, "hillside")
    set_scope(session, built.patient.scope)
    days: list[tuple[int, dict[str, object], str]] = [
        (0, dict(CALM), "@first"), (0, {**CALM, "redness": 3, "pain": 2}, NOTE),
        (4, dict(ALARMING), "")]
    for day, answers, note in days:
        log_entry(session, built.patient, built.recovery_id, answers, day=day, note=note,
                  now=TREATED + timedelta(days=day, hours=1))
    set_scope(session, built.staff.scope)
    add_note(session, built.staff, built.recovery_id, "Only for colleagues", now=TREATED)
    messages.write(session, built.staff, built.recovery_id, "Is it <b>warm</b>?", now=TREATED)
    messages.ask(session, built.staff, built.recovery_id, "photo", now=TREATED)
    treat(session, built.staff, built.patient_id, TREATED + timedelta(days=40))
    set_scope(session, built.patient.scope)
    return built


def taken(session: Session, world: World) -> OwnData:
    return own_data(session, world.patient, "PDF", now=TREATED + timedelta(days=41))


def test_each_download_leaves_its_row_in_the_trail(session: Session, world: World) -> None:
    taken(session, world)
    set_scope(session, EVERYBODY)
    rows = session.scalars(select(Audit).where(Audit.action == "own data downloaded: PDF")).all()
    assert [(r.patient_id, r.person_id) for r in rows] == [
        (world.patient_id, world.patient.person_id)]


def test_who_is_no_patient_takes_nothing_away(session: Session, world: World) -> None:
    set_scope(session, world.staff.scope)
    with pytest.raises(NotFound):
        own_data(session, world.staff, "PDF", now=TREATED)


def test_the_spreadsheet_has_a_row_for_every_version(session: Session, world: World) -> None:
    told = record_csv(taken(session, world)).decode()
    assert told.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(told.removeprefix(BOM))))
    assert tuple(rows[0]) == FIELDS
    assert [(r["day"], r["version"], r["current"], r["redness"], r["pain"]) for r in rows] == [
        ("0", "1", "no", "2", ""), ("0", "2", "yes", "3", "2"), ("4", "1", "yes", "8", "7")]
    assert rows[0]["note"] == "'@first" and rows[1]["note"] == "It stings;' =1+1 is not a formula"
    assert rows[2]["discharge"] == "yes" and rows[2]["temperature_c"] == "38.6"
    assert rows[2]["date"] == "2026-11-24"


@pytest.mark.parametrize("words", [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "x;=1", "x\n=1", "|calc", "%0",
])
def test_no_cell_begins_a_formula(words: str) -> None:
    for cell in harmless(words).replace("\t", ";").replace("\n", ";").split(";"):
        assert not cell.strip() or cell.lstrip(" \r")[0] not in "=+-@|%＝", words


@pytest.mark.parametrize("words", ["calm", "a-b", "2 + 2", "red, -1", "'quoted'", "", "é"])
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert harmless(words) == words


def test_the_bundle_is_valid_and_whole(session: Session, world: World) -> None:
    told = json.loads(record_json(taken(session, world), BASE))
    Bundle.model_validate(told)
    found: dict[str, list[dict[str, object]]] = {}
    for entry in told["entry"]:
        resource = entry["resource"]
        assert entry["fullUrl"].startswith(f"{BASE}/fhir/R4/{resource['resourceType']}/")
        found.setdefault(resource["resourceType"], []).append(resource)
    assert len(found["Patient"]) == 1 and len(found["Procedure"]) == 2
    versions = [(r["id"], r["meta"]["versionId"]) for r in found["QuestionnaireResponse"]
                if "meta" in r]
    assert len(versions) == len(set(versions)) == 3
    assert NOTE in json.dumps(found["QuestionnaireResponse"])
    redness = [o["valueInteger"] for o in found["Observation"]
               if o["code"]["coding"][0]["code"] == "redness"]
    assert redness == [3, 8]
    assert any(i["severity"] == "high" for i in found["DetectedIssue"])


def test_every_reference_in_the_bundle_leads_somewhere(session: Session, world: World) -> None:
    told = json.loads(record_json(taken(session, world), BASE))
    there = {f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in told["entry"]}

    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["reference"]] if isinstance(value.get("reference"), str) else []
            return own + [r for one in value.values() for r in references(one)]
        return [r for one in value for r in references(one)] if isinstance(value, list) else []

    found = references(told)
    assert found and set(found) <= there


def test_the_paper_says_what_was_answered_told_and_flagged(session: Session, world: World) -> None:
    data = taken(session, world)
    said = json.dumps(record(data, {c.own.row.id: [] for c in data.courses}).blocks)
    for words in ("Paula harbour", "Pen needling at 1.5 mm", NOTE, "Pain 2; changed, version 2",
                  "Pus or fluid: yes", "Temperature 38.6", "Call your clinic the same day",
                  "15 questions were asked. No to all", "No day has been answered yet",
                  "Messages with your clinic", "Is it <b>warm</b>?", "Please send a photo."):
        assert words in said, words


def test_the_paper_is_in_the_language_of_the_patient(session: Session, world: World) -> None:
    data = taken(session, world)
    made = record(data, {c.own.row.id: [] for c in data.courses}, "de")
    assert made.language == "de"
    assert "20. Nov. 2026" in json.dumps(made.blocks, ensure_ascii=False)


def test_each_question_before_a_treatment_has_its_words_on_paper() -> None:
    assert ASKED.keys() == ITEMS.keys()


def test_nothing_of_another_patient_and_no_note_of_the_clinic_is_in_any_of_them(
    session: Session, world: World
) -> None:
    data = taken(session, world)
    said = json.dumps(record(data, {c.own.row.id: [] for c in data.courses}).blocks)
    for told in (said, record_csv(data).decode(), record_json(data, BASE)):
        assert "hillside" not in told and "Only for colleagues" not in told
    assert "Is it <b>warm</b>?" in record_json(data, BASE)
