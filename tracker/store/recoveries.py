"""Queries of patients, recoveries and their status rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from tracker.store.health import Clearance, Patient, RecoveryRow, Screening, Status


def recovery(session: Session, recovery_id: str) -> RecoveryRow | None:
    """One recovery, if the session's scope holds it."""
    return session.scalars(
        select(RecoveryRow).where(RecoveryRow.id == recovery_id)
    ).one_or_none()


def locked_recovery(session: Session, recovery_id: str) -> RecoveryRow | None:
    """The same, held until the transaction ends, so that two saves come one after the other."""
    return session.scalars(
        select(RecoveryRow).where(RecoveryRow.id == recovery_id).with_for_update()
    ).one_or_none()


def latest_recovery(session: Session, patient_id: str) -> RecoveryRow | None:
    """The patient's newest treatment."""
    return session.scalars(
        select(RecoveryRow)
        .where(RecoveryRow.patient_id == patient_id)
        .order_by(RecoveryRow.treated_at.desc())
        .limit(1)
    ).one_or_none()


def recoveries_of(session: Session, patient_id: str) -> Sequence[RecoveryRow]:
    """All treatments of a patient, newest first."""
    return session.scalars(
        select(RecoveryRow)
        .where(RecoveryRow.patient_id == patient_id)
        .order_by(RecoveryRow.treated_at.desc())
    ).all()


def patient(session: Session, patient_id: str) -> Patient | None:
    """One patient, if the session's scope holds them."""
    return session.scalars(select(Patient).where(Patient.id == patient_id)).one_or_none()


def patient_of_person(session: Session, person_id: int) -> Patient | None:
    """The patient who signs in as this person."""
    return session.scalars(select(Patient).where(Patient.person_id == person_id)).one_or_none()


def patient_by_email(session: Session, email: str) -> Patient | None:
    """The clinic's patient with this normalised address."""
    return session.scalars(select(Patient).where(Patient.email == email)).one_or_none()


def patients_like(session: Session, name: str, after: str, limit: int) -> Sequence[Patient]:
    """Patients by name key, from `after` on."""
    query = select(Patient).where(Patient.name_key > after)
    if name:
        query = query.where(_starts(Patient.name_key, name))
    return session.scalars(query.order_by(Patient.name_key, Patient.id).limit(limit)).all()


def _starts(column: Any, prefix: str) -> ColumnElement[bool]:
    """A prefix search as a range, which an index serves on both databases."""
    return and_(column >= prefix, column < prefix + "\U0010ffff")


def latest_screening(session: Session, patient_id: str) -> Screening | None:
    """The answers that stand for the next treatment: the newest not yet used for one."""
    return session.scalars(
        select(Screening)
        .where(Screening.patient_id == patient_id)
        .order_by(Screening.id.desc())
        .limit(1)
    ).one_or_none()


def screening_of(session: Session, recovery_id: str) -> Screening | None:
    """The screening under which a treatment was given."""
    return session.scalars(
        select(Screening).where(Screening.recovery_id == recovery_id)
    ).one_or_none()


def clearances_of(session: Session, screening_id: int) -> Sequence[Clearance]:
    """Every decision on a screening's items, voided ones too, oldest first."""
    return session.scalars(
        select(Clearance).where(Clearance.screening_id == screening_id).order_by(Clearance.id)
    ).all()


def status(session: Session, recovery_id: str) -> Status | None:
    """The list row of one recovery."""
    return session.scalars(select(Status).where(Status.recovery_id == recovery_id)).one_or_none()


@dataclass(frozen=True)
class Place:
    """Where a page of the triage ended: the key of its last row."""

    rank: int
    treated_at: datetime
    recovery_id: str


def triage_rows(
    session: Session, *, level: int | None, name: str, after: Place | None, limit: int
) -> Sequence[Status]:
    """The clinic's recoveries, worst first, from `after` on (keyset paging)."""
    query: Select[Status] = select(Status)
    if level is not None:
        query = query.where(Status.level == level)
    if name:
        query = query.where(_starts(Status.name_key, name))
    if after is not None:
        query = query.where(
            or_(
                Status.rank < after.rank,
                and_(Status.rank == after.rank, Status.treated_at < after.treated_at),
                and_(
                    Status.rank == after.rank,
                    Status.treated_at == after.treated_at,
                    Status.recovery_id < after.recovery_id,
                ),
            )
        )
    return session.scalars(
        query.order_by(Status.rank.desc(), Status.treated_at.desc(), Status.recovery_id.desc())
        .limit(limit)
    ).all()


def open_counts(session: Session) -> dict[int, int]:
    """How many recoveries stand at each open level above none."""
    rows = session.execute(
        select(Status.level, func.count()).where(Status.level > 0).group_by(Status.level)
    ).all()
    return {row[0]: row[1] for row in rows}
