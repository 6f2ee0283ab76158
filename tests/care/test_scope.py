"""A clinic never sees another's data; a patient only their own; nobody unscoped sees any."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import CALM, TREATED, add_patient, build_world, treat
from tracker.care.entries import log_entry
from tracker.store.base import Base, ClinicOwned
from tracker.store.scope import Unscoped, set_scope
from tracker.store.tables import health

TABLES = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, ClinicOwned)]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_every_table_shows_a_clinic_only_its_own_rows(session: Session, table: type) -> None:
    for name in ("harbour", "hillside"):
        world = build_world(session, name)
        set_scope(session, world.patient.scope)
        log_entry(session, world.patient, world.recovery_id, CALM, day=0, now=TREATED)
    set_scope(session, world.staff.scope)
    rows = session.scalars(select(table)).all()
    assert {row.clinic_id for row in rows} <= {world.clinic_id}


def test_a_patient_sees_only_their_own_recovery(session: Session) -> None:
    world = build_world(session)
    set_scope(session, world.staff.scope)
    treat(session, world.staff, add_patient(session, world.staff, "b@x.example", TREATED), TREATED)
    set_scope(session, world.patient.scope)
    assert [r.id for r in session.scalars(select(health.RecoveryRow))] == [world.recovery_id]


def test_a_session_without_scope_reads_nothing(session: Session) -> None:
    with pytest.raises(Unscoped):
        session.scalars(select(health.Patient)).all()
