"""A clinic of a size, made by the product's own use cases; thousands more as copies of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from tests.builders import World, add_patient, build_world, days_ago, sign_up, treat
from tracker.care.entries import log_entry
from tracker.store.health import RecoveryRow, Status
from tracker.store.scope import EVERYBODY, set_scope

DAYS = 9
COURSE = ((5, 2, 1, 2), (4, 2, 1, 0), (3, 1, 2, 0), (2, 1, 2, 0), (1, 0, 2, 0), (1, 0, 1, 0),
          (0, 0, 1, 0), (0, 0, 0, 0), (0, 0, 0, 0))
FIELDS = ("redness", "swelling", "itching", "bleeding")


@dataclass(frozen=True)
class Filled:
    """The clinic, and the e-mail and recovery of each patient."""

    world: World
    patients: tuple[tuple[str, str], ...]


def fill(session: Session, count: int) -> Filled:
    """A clinic with so many patients on day 9, each with nine calm days and nothing yet today."""
    world = build_world(session, treated_at=days_ago(DAYS))
    patients = [(world.patient_email, world.recovery_id)]
    _log(session, world, world.recovery_id)
    for number in range(1, count):
        set_scope(session, world.staff.scope)
        at = days_ago(DAYS) + timedelta(minutes=number % 600)
        email = f"p{number}@harbour.example"
        patient_id = add_patient(session, world.staff, email, at, name=f"Person {number}")
        recovery_id = treat(session, world.staff, patient_id, at)
        viewer = sign_up(session, world.staff, patient_id, at)
        _log(session, World(world.clinic_id, world.staff, viewer, patient_id, recovery_id, "",
                            email), recovery_id)
        patients.append((email, recovery_id))
    settle(session)
    return Filled(world, tuple(patients))


def _log(session: Session, world: World, recovery_id: str) -> None:
    set_scope(session, world.patient.scope)
    for day, scores in enumerate(COURSE):
        log_entry(session, world.patient, recovery_id, dict(zip(FIELDS, scores, strict=True)),
                  day=day, now=days_ago(DAYS - day))


def copy_until(session: Session, count: int) -> None:
    """Copies of the clinic's calm recoveries and their list rows, until there are so many."""
    set_scope(session, EVERYBODY)
    pairs = session.execute(
        select(RecoveryRow, Status)
        .join(Status, Status.recovery_id == RecoveryRow.id)
        .where(Status.level == 0)
    ).all()
    have = session.scalar(select(func.count()).select_from(Status)) or 0
    recoveries, lines = [], []
    for number in range(count - have):
        row, status = pairs[number % len(pairs)]
        own = {"treated_at": row.treated_at - timedelta(minutes=number)}
        recoveries.append({**_columns(row), **own, "id": f"copy-{number:07}"})
        lines.append({**_columns(status), **own, "recovery_id": f"copy-{number:07}"})
    session.execute(insert(RecoveryRow), recoveries)
    session.execute(insert(Status), lines)
    settle(session)


def settle(session: Session) -> None:
    """What a database does by itself within a minute of such a change."""
    session.execute(text("ANALYZE"))
    session.commit()


def _columns(row: RecoveryRow | Status) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
