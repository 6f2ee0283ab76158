"""Many recoveries together: of one clinic, batch by batch the same, and none of them by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import CALM, TREATED, World, add_patient, build_world, treat
from tracker.care import alerts
from tracker.care.cohort import look, proposed_timeline
from tracker.care.viewer import NotFound, Refused
from tracker.recovery.cohort.choosing import Chosen
from tracker.recovery.timeline import load_timeline
from tracker.store import alarms, cohorts
from tracker.store.alerts import Alert, Audit
from tracker.store.database import writing
from tracker.store.health import EntryRow, RecoveryRow
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=8)
DAYS = 6


def healed(
    session: Session, world: World, count: int, *, clear: int = 3, day: int = DAYS
) -> list[str]:
    """So many more recoveries, answered on days 0 to `day` and clear from a day on, with an
    earlier version of day 4 that counts no more."""
    set_scope(session, world.staff.scope)
    made = []
    for number in range(count):
        email = f"p{clear}-{number}@{world.clinic_id}.example"
        patient_id = add_patient(session, world.staff, email, TREATED)
        made.append(treat(session, world.staff, patient_id, TREATED))
        of = {"clinic_id": world.clinic_id, "patient_id": patient_id, "recovery_id": made[-1],
              "made_at": TREATED, "made_by": world.staff.person_id, "assessment": {}}
        with writing(session):
            session.add_all(EntryRow(
                **of, day=on, version=1, current=True, submitted=on,
                answers={**CALM, "redness": 0 if on >= clear else 7, "swelling": 0},
                unseen={**CALM, "redness": 9} if on == 0 else None) for on in range(day + 1))
            session.add(EntryRow(**of, day=4, version=0, current=False, submitted=4,
                                 answers={**CALM, "redness": 10}))
    return made


def flagged(session: Session, world: World, recovery_id: str, outcome: str) -> None:
    """An alert of that recovery, taken after two hours and closed with an outcome."""
    set_scope(session, EVERYBODY)
    patient_id = session.scalars(select(EntryRow.patient_id).where(
        EntryRow.recovery_id == recovery_id)).first()
    with writing(session):
        session.add(Alert(
            clinic_id=world.clinic_id, patient_id=patient_id, recovery_id=recovery_id, level=2,
            kind="infection", day=1, symptom="redness", reasons=["x"], raised_at=TREATED))
    set_scope(session, world.staff.scope)
    alerts.acknowledge(session, world.staff, recovery_id, now=TREATED + timedelta(hours=2))
    if outcome:
        told = alarms.alerts_of(session, recovery_id)[0].id
        alerts.resolve(session, world.staff, recovery_id, told, outcome, now=NOW)


def test_the_figures_are_those_of_the_own_clinic(session: Session) -> None:
    mine, other = build_world(session, "harbour"), build_world(session, "hillside")
    early, late = healed(session, mine, 4, clear=2), healed(session, mine, 3, clear=4)
    healed(session, other, 6, clear=6)
    outcomes = ["infection_confirmed"] * 4 + ["expected_healing"]
    for recovery_id, outcome in zip([*early, *late], outcomes, strict=False):
        flagged(session, mine, recovery_id, outcome)
    # The second treatment of one ends the days that their first asked for.
    set_scope(session, mine.staff.scope)
    first = session.get_one(RecoveryRow, early[0])
    treat(session, mine.staff, first.patient_id, TREATED + timedelta(days=3))
    page = look(session, mine.staff, {}, now=NOW)
    assert page.count == 9 and page.figures is not None
    assert [one.value for one in page.offered["operator"]] == [mine.staff.person_id]
    told = page.figures
    assert told.curves["redness"][0] == (0, 7, 9, 9, 9), "of two that stand the graver counts"
    assert told.curves["redness"][4] == (4, 7, 0, 0, 0)
    assert (told.clearing.of, told.clearing.median) == (7, 2)
    week = told.weeks[0][1]
    assert (week.count, week.of) == (6 * 7 + 3, 7 * 7 + 3 + 5)
    assert told.complications[0][1].count == 4 and told.complications[0][1].of == 9
    assert told.precisions[0].right.count == 4 and told.precisions[0].right.of == 5
    assert told.burden.per_hundred == 100 * 5 / 9
    assert told.burden.hours is not None and told.burden.hours.median == 2
    set_scope(session, EVERYBODY)
    looks = session.scalars(select(Audit).where(Audit.action == "cohort seen")).all()
    assert [(one.clinic_id, one.person_id) for one in looks] == [
        (mine.clinic_id, mine.staff.person_id)]


def test_small_batches_and_each_way_to_choose_find_the_same_rows(session: Session) -> None:
    world, other = build_world(session, "harbour"), build_world(session, "hillside")
    made = {*healed(session, world, 6), world.recovery_id}
    healed(session, other, 6)
    set_scope(session, world.staff.scope)
    every = Chosen("pen", (1.0, 1.5), "", world.staff.person_id, (4, 6))
    for chosen, size in ((Chosen(), 2), (every, 3), (Chosen(modality="pen"), 7)):
        found = list(cohorts.chunks(session, chosen, size))
        assert {row.id for chunk in found for row in chunk.recoveries} == made
        for chunk in found:
            ids = [row.id for row in chunk.recoveries]
            assert len(ids) <= size
            assert {row.recovery_id for row in chunk.answers} == {*ids} - {world.recovery_id}
        assert sum(len(chunk.answers) for chunk in found) == 6 * 7
    for nobody in (Chosen(modality="rf"), Chosen(depth=(0.0, 1.0)), Chosen(device="Pen"),
                   Chosen(operator=other.staff.person_id), Chosen(skin=(1, 3))):
        assert list(cohorts.chunks(session, nobody)) == []


def test_few_recoveries_stay_hidden_and_make_no_timeline(session: Session) -> None:
    world = build_world(session)
    healed(session, world, 3)
    page = look(session, world.staff, {}, now=NOW)
    assert (page.count, page.figures) == (None, None)
    assert not any(page.offered.values())
    with pytest.raises(NotFound):
        proposed_timeline(session, world.staff, {"modality": "pen"}, now=NOW)
    for wrong in ({}, {"modality": "x\0"}, {"modality": "pen", "operator": "9" * 999}):
        with pytest.raises(Refused):
            proposed_timeline(session, world.staff, wrong, now=NOW)


def test_the_own_timeline_is_offered_as_a_file_and_not_used(session: Session) -> None:
    world = build_world(session)
    healed(session, world, 42, clear=7)
    name, text = proposed_timeline(session, world.staff, {"modality": "pen"}, now=NOW)
    told = yaml.safe_load(text)
    assert name == "pen.yaml" and told["version"].endswith("+own-2026-11-28")
    at = told["symptoms"]["redness"]["days"].index(6)
    own = next(c for c in told["symptoms"]["redness"]["courses"] if c["depth_mm"] == 1.5)
    published = load_timeline("pen").courses["redness"][2]
    assert own["limit"][at] > published.limits[at]
    assert load_timeline("pen").version + "+own-2026-11-28" == told["version"]
