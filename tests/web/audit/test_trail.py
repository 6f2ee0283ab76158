"""The trail as a manager searches it and as a patient reads it."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import HASH, World, build_world, days_ago
from tests.web.patient.conftest import signed_in
from tracker.care import administration, audit, erasure, openings
from tracker.care.sealing import seal
from tracker.care.viewer import NotFound, Viewer
from tracker.store import trail
from tracker.store.alerts import Audit
from tracker.store.audit_chain import NOTHING_BEFORE, Told, hash_of
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.trail_search import Search

MANAGER = "manager@harbour.example"
NOW = datetime.now(UTC)


@pytest.fixture
def world(session: Session) -> World:
    """A clinic with a manager; another where the same things happened."""
    built = build_world(session, treated_at=days_ago(4))
    other = build_world(session, "hillside", treated_at=days_ago(4))
    administration.add_staff(session, built.clinic_id, MANAGER, "M. Ek", "manager", HASH)
    for one in (built, other):
        tell(session, one, 3, "recovery seen", days_ago(2) + timedelta(hours=8))
    set_scope(session, built.staff.scope)
    return built


@pytest.fixture
def manager(world: World) -> Viewer:
    return Viewer(world.staff.person_id, "M", world.clinic_id, frozenset({"manager"}))


@pytest.fixture
def desk(config: Config, world: World) -> FlaskClient:
    return signed_in(config, MANAGER)


def tell(session: Session, world: World, count: int, action: str, at: datetime) -> None:
    set_scope(session, EVERYBODY)
    with writing(session):
        for number in range(count):
            trail.record(session, clinic_id=world.clinic_id, person_id=world.staff.person_id,
                         action=action, now=at + timedelta(minutes=number // 3),
                         patient_id=world.patient_id, detail=f"no {number}")


def rows(page: str) -> list[tuple[str, ...]]:
    """Who, what and whose record, line by line."""
    body = page[page.index("<tbody>"):page.index("</tbody>")]
    if "Nothing found." in body:
        return []
    cells = re.findall(r"<td[^>]*>(.*?)</td>", body, re.S)
    plain = [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells]
    return [tuple(plain[start + 1:start + 4]) for start in range(0, len(plain), 4)]


def look(desk: FlaskClient, **asked: object) -> list[tuple[str, ...]]:
    return rows(desk.get("/audit?" + urlencode(asked)).text)


def test_what_is_looked_for_is_found_and_nothing_of_another_clinic(
    desk: FlaskClient, world: World
) -> None:
    two_days_ago = (days_ago(2) + timedelta(hours=12)).date()
    seen = [("Dr Test", f"recovery seen no {number}", "Paula harbour") for number in (2, 1, 0)]
    everything = look(desk)
    assert set(seen) < set(everything) and "hillside" not in str(everything)
    for asked in ({"action": "recovery seen"}, {"since": two_days_ago, "until": two_days_ago},
                  {"person": world.staff.person_id, "record": world.patient_id,
                   "action": "recovery seen", "since": two_days_ago}):
        assert look(desk, **asked) == seen, asked
    assert {who for who, *_ in look(desk, person=world.staff.person_id)} == {"Dr Test"}
    assert {whose for *_, whose in look(desk, record=world.patient_id)} == {"Paula harbour"}
    assert look(desk, action="recovery seen", until=two_days_ago - timedelta(days=1)) == []
    until = days_ago(2) - timedelta(minutes=15)
    assert look(desk)[0][:2] == (
        "M. Ek", f"trail searched recovery seen, until {until:%Y-%m-%d %H:%M}"), (
        "each search is a step itself")


def test_a_name_is_posted_and_the_address_holds_an_id(
    desk: FlaskClient, session: Session, world: World, manager: Viewer
) -> None:
    answer = desk.post("/audit", data={"patient": "paula", "action": "recovery seen"})
    assert (answer.status_code, answer.location) == (
        303, f"/audit?action=recovery+seen&record={world.patient_id}")
    assert 'value="Paula harbour"' in desk.get(answer.location).text
    refused = desk.post("/audit", data={"patient": "Zora\0", "since": "2026-11-02"})
    assert refused.status_code == 422 and "Nobody here of this name" in refused.text
    assert 'value="2026-11-02"' in refused.text
    with writing(session):
        erasure.carry_out(session, manager, world.patient_id, "Paula harbour", now=NOW)
    by_id = desk.post("/audit", data={"patient": world.patient_id})
    found = rows(desk.get(by_id.location).text)
    assert found and {whose for *_, whose in found} == {f"{world.patient_id}, erased"}
    assert desk.post("/audit", data={"patient": "x" * 121}).status_code == 422


BAD = ({"person": "9" * 50}, {"person": "x"}, {"action": "a\0b"}, {"since": "0001-01-01"},
       {"until": "9999-12-31"}, {"since": "yesterday"},
       {"since": "2026-11-03", "until": "2026-11-02"})


def test_what_cannot_be_looked_for_is_told_beside_its_field(desk: FlaskClient) -> None:
    for asked in BAD:
        answer = desk.get("/audit?" + urlencode(asked))
        assert answer.status_code == 422 and "form-error" in answer.text, asked
        assert desk.get("/audit/trail.csv?" + urlencode(asked)).status_code == 404
        assert desk.post("/audit", data=asked).status_code == 422, asked
    for asked in ("record=x%00y", "record=" + "x" * 25, "before=x"):
        assert desk.get(f"/audit?{asked}").status_code == 404


def test_all_rows_come_once_and_in_order_across_pages(
    desk: FlaskClient, session: Session, world: World
) -> None:
    tell(session, world, 2 * audit.PAGE + 10, "told", days_ago(9))
    address, told = "/audit?action=told", []
    while address:
        page = desk.get(address).text
        told += [int(what.rpartition(" ")[2]) for _, what, _ in rows(page)]
        found = re.search(r'href="([^"]*before=[^"]*)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert told == list(range(2 * audit.PAGE + 10))[::-1]


def test_the_file_holds_what_was_found_with_its_seal_and_is_a_step_itself(
    desk: FlaskClient, session: Session, world: World
) -> None:
    tell(session, world, audit.BATCH + 5, "=told", days_ago(9))
    seal(session, now=NOW)
    answer = desk.get("/audit/trail.csv?action=%3Dtold")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="trail-')
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(found) == audit.BATCH + 5 == len({row["id"] for row in found})
    assert {row["action"] for row in found} == {"'=told"}, "no cell is a formula"
    set_scope(session, EVERYBODY)
    newest = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert newest is not None and (newest.action, newest.detail) == ("trail exported", "=told")
    whole = list(csv.DictReader(io.StringIO(desk.get("/audit/trail.csv").data.decode("utf-8-sig"))))
    sealed = sorted((row for row in whole if row["hash"]), key=lambda row: int(row["link"]))
    before = NOTHING_BEFORE
    for row in sealed:
        told = Told(int(row["id"]), world.clinic_id, datetime.fromisoformat(row["at"]),
                    int(row["person_id"]) if row["person_id"] else None,
                    *(row[name].removeprefix("'") or None for name in
                      ("action", "patient_id", "recovery_id")), row["detail"])
        before = hash_of(before, int(row["link"]), datetime.fromisoformat(row["sealed_at"]), told)
        assert before == row["hash"], "the file can be checked alone"
    assert len(sealed) > audit.BATCH


def test_only_who_answers_for_the_clinic_reads_the_trail(
    session: Session, world: World, manager: Viewer
) -> None:
    for viewer in (world.staff, world.patient):
        set_scope(session, viewer.scope)
        for act in (lambda v: audit.read_trail(session, v, Search(), None, now=NOW),
                    lambda v: audit.take_trail(session, v, Search(), now=NOW),
                    lambda v: audit.choices(session, v),
                    lambda v: audit.patients_meant(session, v, "Paula", now=NOW)):
            with pytest.raises(NotFound):
                act(viewer)
    set_scope(session, world.staff.scope)
    trail.looked(session, world.staff, "list seen", NOW)
    set_scope(session, world.patient.scope)
    whose = set(session.scalars(select(Audit.patient_id)))
    assert whose == {world.patient_id}, "a patient's session holds the steps on their record alone"
    with pytest.raises(NotFound):
        openings.who_opened(session, manager, None, now=NOW)


def test_a_patient_reads_who_opened_the_record_day_by_day(
    config: Config, desk: FlaskClient, session: Session, world: World
) -> None:
    phone = signed_in(config, world.patient_email)
    assert 'href="/your-data/opened"' in phone.get("/your-data").text
    phone.get("/history")
    desk.get(f"/patients/{world.patient_id}")
    page = phone.get("/your-data/opened").text
    steps = [" ".join(re.sub("<[^>]+>", " ", step).split())
             for step in re.findall(r"<li><time>.*?</li>", page, re.S)]
    assert re.fullmatch(r"\d\d:\d\d Opened your record M. Ek, runs the clinic", steps[0])
    assert any(step.endswith("Looked at how you heal (3 times) Dr Test, treats patients")
               for step in steps)
    assert "Added you here" in page and "hillside" not in page
    assert page.index("Opened your record") < page.index("Added you here")
    assert "Paula" not in page[page.index("<main"):], "the own steps are left out"
    tell(session, world, openings.PAGE, "something new", days_ago(20))
    page = phone.get("/your-data/opened").text
    assert "Worked with your record" in page
    further = re.search(r'href="(/your-data/opened\?before=[^"]+)"', page)
    assert further and "Worked with your record" in phone.get(further[1]).text
    assert phone.get("/your-data/opened?before=x").status_code == 404
