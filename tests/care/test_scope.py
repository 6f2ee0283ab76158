"""A clinic never sees another's data; a patient only their own; nobody unscoped sees any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from tests.builders import ALARMING, TREATED, World, add_patient, build_world, treat
from tracker.care import api_tokens, erasure, messages, presets, reminders, rota
from tracker.care.alert_rules import set_rules
from tracker.care.alerts import add_note
from tracker.care.entries import log_entry
from tracker.care.recoveries import answer_screening, clear_item
from tracker.care.reminding import queue_due
from tracker.care.sealing import seal
from tracker.duty.rules import Rules
from tracker.recovery.screening import ITEMS
from tracker.store import triage
from tracker.store.alerts import Note
from tracker.store.base import Base, ClinicOwned
from tracker.store.database import writing
from tracker.store.photos import PhotoRow
from tracker.store.scope import EVERYBODY, Unscoped, set_scope
from tracker.store.tables import health

TABLES = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, ClinicOwned)]


def lived_in(session: Session, name: str) -> World:
    """A world with a row in every table."""
    world = build_world(session, name)
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=0, now=TREATED)
    erasure.ask(session, world.patient, now=TREATED)
    with writing(session):
        session.add(PhotoRow(
            clinic_id=world.clinic_id, patient_id=world.patient_id, recovery_id=world.recovery_id,
            name=f"photo-of-{world.clinic_id}", day=0, width=1, height=1, made_at=TREATED,
            made_by=world.patient.person_id))
    set_scope(session, world.patient.scope)
    reminders.choose(session, world.patient, 19, now=TREATED)
    assert queue_due(session, now=TREATED + timedelta(days=1, hours=9))[1]
    set_scope(session, world.staff.scope)
    add_note(session, world.staff, world.recovery_id, "Rang her", now=TREATED)
    messages.write(session, world.staff, world.recovery_id, "How is it?", now=TREATED)
    answers = {**dict.fromkeys(ITEMS, False), "keloids": True}
    answer_screening(session, world.staff, world.patient_id, answers, now=TREATED)
    clear_item(session, world.staff, world.patient_id, "keloids", True, "Calm", now=TREATED)
    set_rules(session, world.staff, Rules(), version=0, now=TREATED)
    rota.add_shifts(session, world.staff, world.staff.person_id, (0,), 8, 18, now=TREATED)
    rota.add_absence(session, world.staff, world.staff.person_id, TREATED.date(), TREATED.date(),
                     None, now=TREATED)
    presets.add(session, world.staff, presets.NewPreset(name, "pen"), now=TREATED)
    seal(session, now=TREATED)
    api_tokens.add(session, world.staff_email, "ward", now=TREATED)
    set_scope(session, world.staff.scope)
    return world


def test_every_table_shows_a_clinic_only_its_own_rows(session: Session) -> None:
    worlds = [lived_in(session, name) for name in ("harbour", "hillside")]
    for world in worlds:
        for table in TABLES:
            set_scope(session, EVERYBODY)
            everybody = {row.clinic_id for row in session.scalars(select(table))}
            assert everybody == {w.clinic_id for w in worlds}, table
            set_scope(session, world.staff.scope)
            seen = {row.clinic_id for row in session.scalars(select(table))}
            assert seen == {world.clinic_id}, table


def test_no_row_can_be_slipped_into_another_clinic(session: Session) -> None:
    mine, other = (lived_in(session, name) for name in ("harbour", "hillside"))
    set_scope(session, mine.staff.scope)
    note = {"clinic_id": other.clinic_id, "patient_id": other.patient_id, "text": "x",
            "recovery_id": other.recovery_id, "made_at": TREATED, "made_by": 1}
    with pytest.raises(Unscoped):
        session.execute(insert(Note).values(note))
    session.add(Note(**note))
    with pytest.raises(Unscoped):
        session.flush()
    session.rollback()
    set_scope(session, EVERYBODY)
    foreign = session.scalars(
        select(health.Screening.id).where(health.Screening.clinic_id == other.clinic_id)).first()
    session.add(health.Clearance(
        clinic_id=mine.clinic_id, patient_id=mine.patient_id, screening_id=foreign, item="keloids",
        cleared=True, reason="x", decided_by=mine.staff.person_id, decided_at=TREATED))
    with pytest.raises(IntegrityError) as refused:
        session.flush()
    assert "keloids" not in str(refused.value), "an error must not carry what was typed"
    session.rollback()


def test_a_patient_sees_only_their_own_recovery(session: Session) -> None:
    world = build_world(session)
    set_scope(session, world.staff.scope)
    treat(session, world.staff, add_patient(session, world.staff, "b@x.example", TREATED), TREATED)
    set_scope(session, world.patient.scope)
    assert [r.id for r in session.scalars(select(health.RecoveryRow))] == [world.recovery_id]


def test_a_session_without_scope_reads_nothing(session: Session) -> None:
    with pytest.raises(Unscoped):
        session.scalars(select(health.Patient)).all()


def test_whatever_the_shape_of_the_question_the_answer_is_of_one_clinic(session: Session) -> None:
    mine, other = (lived_in(session, name) for name in ("harbour", "hillside"))
    set_scope(session, other.staff.scope)
    treat(session, other.staff, other.patient_id, TREATED)
    set_scope(session, mine.staff.scope)
    row, status = health.RecoveryRow, health.Status
    below = select(status.recovery_id).where(status.level >= 0).subquery()
    assert session.scalar(select(func.count()).select_from(below)) == 1
    assert session.scalar(select(func.count()).select_from(row)) == 1
    assert session.scalar(select(func.max(row.clinic_id))) == mine.clinic_id
    theirs = exists().where(row.clinic_id == other.clinic_id)
    assert session.scalars(select(status.recovery_id).where(theirs)).all() == []
    assert session.scalars(select(status.recovery_id).where(status.recovery_id.in_(
        select(row.id)))).all() == [mine.recovery_id]
    one, two = aliased(row), aliased(row)
    assert len(session.execute(select(one, two).join(two, two.id != "")).all()) == 1
    assert session.get(row, other.recovery_id) is None
    # Asked again in another scope, the same statement gives the other's.
    asked = select(row.clinic_id).distinct()
    for world in (mine, other, mine):
        set_scope(session, world.staff.scope)
        assert session.scalars(asked).all() == [world.clinic_id]


def test_a_change_by_statement_reaches_only_the_own_clinic(session: Session) -> None:
    mine, other = (lived_in(session, name) for name in ("harbour", "hillside"))
    set_scope(session, mine.staff.scope)
    session.execute(update(Note).values(text="changed"))
    session.execute(delete(health.Clearance))
    session.commit()
    set_scope(session, EVERYBODY)
    texts = dict(session.execute(select(Note.clinic_id, Note.text)).tuples().all())
    assert texts == {mine.clinic_id: "changed", other.clinic_id: "Rang her"}
    left = session.scalars(select(health.Clearance.clinic_id)).all()
    assert left == [other.clinic_id]


def test_what_cannot_be_narrowed_is_refused(session: Session) -> None:
    world = lived_in(session, "harbour")
    set_scope(session, world.staff.scope)
    for statement in (select(health.Status.__table__.c.recovery_id),
                      select(exists().where(health.Status.level == 0))):
        with pytest.raises(Unscoped):
            session.execute(statement)
    assert triage.tally(session, None, 10)
