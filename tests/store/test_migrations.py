"""Models and migrations agree, forth and back, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, inspect, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from tests.builders import ALARMING, TREATED, build_world
from tracker.care.alerts import acknowledge
from tracker.care.entries import log_entry
from tracker.recovery.outcomes import outcome_label
from tracker.store import migrations
from tracker.store.alerts import Alert
from tracker.store.health import EntryRow, Status
from tracker.store.scope import set_scope
from tracker.store.tables import Base
from tracker.store.work import Change, steps_since


def test_models_and_migrations_agree(engine: Engine) -> None:
    migrations.check(engine)


def test_down_and_up_again_leaves_a_current_database(engine: Engine) -> None:
    migrations.downgrade(engine, "base")
    migrations.upgrade(engine)
    migrations.require_current(engine)


def test_what_was_said_of_an_entry_survives_the_way_back_and_forth(
    session: Session, engine: Engine
) -> None:
    world = build_world(session)
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=0, now=TREATED)
    said = session.scalars(select(EntryRow)).one().assessment
    session.close()
    migrations.downgrade(engine, "0001")
    migrations.upgrade(engine)
    assert said["level"] == "urgent"
    assert session.scalars(select(EntryRow)).one().assessment == said


def test_the_audit_trail_cannot_be_changed(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(
            "INSERT INTO clinic (name, phone, after_hours_phone, hours, emergency_number, zone, "
            "false_alerts) VALUES ('c', '1', '', '', '112', 'UTC', 3)"))
        connection.execute(text(
            "INSERT INTO audit (clinic_id, at, action, detail) "
            "VALUES (1, '2026-11-24 10:00:00', 'seen', '')"))
    for statement in ("UPDATE audit SET action = 'x'", "DELETE FROM audit"):
        with pytest.raises(DatabaseError), engine.begin() as connection:
            connection.execute(text(statement))


def test_whoever_took_an_alert_has_it_and_what_was_said_of_it_stays(
    session: Session, engine: Engine
) -> None:
    world = build_world(session)
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=0, now=TREATED)
    set_scope(session, world.staff.scope)
    acknowledge(session, world.staff, world.recovery_id, now=TREATED)
    session.execute(update(Alert).values(outcome="confirmed"))
    session.commit()
    session.close()
    migrations.downgrade(engine, "0013")
    migrations.upgrade(engine)
    alert, status = session.scalars(select(Alert)).first(), session.scalars(select(Status)).one()
    assert alert is not None
    assert (alert.assigned_to, status.assigned_to) == (world.staff.person_id,) * 2
    assert outcome_label(alert.outcome) == "Complication confirmed, treated here"


def _rows(session: Session) -> dict[str, int]:
    return {table.name: session.connection().scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables}


WORDS = {
    "sqlite": "SELECT name, sql FROM sqlite_schema WHERE type <> 'table'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
                  "UNION ALL SELECT indexname, indexdef FROM pg_indexes "
                  "WHERE schemaname = 'public'",
}


def _made(engine: Engine) -> dict[str, object]:
    """All that stands beside the columns: triggers, indexes, checks and keys."""
    with engine.connect() as connection:
        made: dict[str, object] = dict(connection.execute(text(WORDS[engine.name])).all())
    found = inspect(engine)
    for table in found.get_table_names():
        made |= {f"{table} {kind}": sorted(map(str, of(table))) for kind, of in (
            ("keys", found.get_foreign_keys), ("checks", found.get_check_constraints),
            ("unique", found.get_unique_constraints))}
    return made


def test_keys_go_and_come_and_all_else_stays(session: Session, engine: Engine) -> None:
    world = build_world(session)
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=0, now=TREATED)
    assert session.scalars(select(Alert.version).distinct()).all() == [1]
    before = _rows(session)
    session.close()
    migrations.downgrade(engine, "0019")
    made = _made(engine)
    assert before["work_step"] == 0, "the alerts say it themselves"
    migrations.downgrade(engine, "0018")
    older = _made(engine)
    keys = [name for name in made if made[name] != older.get(name)]
    assert len(keys) == 13 and all(name.endswith(" keys") for name in keys)
    for name in keys:
        more = set(older[name]) - set(made[name])
        assert len(more) == 2 and set(made[name]) < set(older[name])
    migrations.upgrade(engine, "0019")
    assert _made(engine) == made
    migrations.upgrade(engine)
    set_scope(session, world.patient.scope)
    assert _rows(session) == {**before, "work_step": 1}, "the older program needs the step"
    assert steps_since(session, world.recovery_id, 0) == [Change(TREATED, "alert raised", None)]
    assert steps_since(session, world.recovery_id, 1) == []
    for name, value in (("clinic_id", 99), ("patient_id", "nobody")):
        with pytest.raises(IntegrityError):
            session.connection().execute(
                update(Base.metadata.tables["entry"]).values({name: value}))
        session.rollback()
