"""Queries of patients, recoveries and their status rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Row,
    Table,
    and_,
    bindparam,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, joinedload

from tracker.store.health import Clearance, Patient, RecoveryRow, Screening, Status
from tracker.store.naming import name_range, named
from tracker.store.people import Person
from tracker.store.scope import guard

AT_ONCE = 500
"""So many values are asked for in one statement."""
_TO_HOLD = (
    select(RecoveryRow)
    .options(joinedload(RecoveryRow.clinic, innerjoin=True))
    .with_for_update(of=RecoveryRow)
)
"""With its clinic, whose settings every judgement needs and nobody else has to wait for."""
_HELD = _TO_HOLD.where(RecoveryRow.id == bindparam("recovery_id"))
_NEWEST_HELD = (
    _TO_HOLD.where(RecoveryRow.patient_id == bindparam("patient_id"))
    .order_by(RecoveryRow.treated_at.desc())
    .limit(1)
)
_TREATED_BY_THEN_HELD = _NEWEST_HELD.where(RecoveryRow.treated_at <= bindparam("at"))
_STATUS = cast(Table, inspect(Status).local_table)
_WRITE_STATUS = update(_STATUS).where(_STATUS.c.recovery_id == bindparam("of"))


def recovery(session: Session, recovery_id: str) -> RecoveryRow | None:
    """One recovery, if the session's scope holds it."""
    return session.scalars(
        select(RecoveryRow).where(RecoveryRow.id == recovery_id)
    ).one_or_none()


def held(
    session: Session, recovery_id: str | None, patient_id: str | None, at: datetime | None = None
) -> RecoveryRow | None:
    """A recovery (the patient's newest where none is named), held until the transaction ends.

    `at`: the newest of that moment. Saves come one after the other.
    """
    if recovery_id:
        return session.scalars(_HELD, {"recovery_id": recovery_id}).one_or_none()
    if at is not None:
        then = session.scalars(
            _TREATED_BY_THEN_HELD, {"patient_id": patient_id, "at": at}).one_or_none()
        if then is not None:
            return then
    return session.scalars(_NEWEST_HELD, {"patient_id": patient_id}).one_or_none()


def write_status(session: Session, row: RecoveryRow, values: Mapping[str, Any]) -> None:
    """Write these columns of a held recovery's list row, whatever stood there."""
    guard(session, "Status", row.clinic_id, row.patient_id)
    session.connection().execute(_WRITE_STATUS, {"of": row.id, **values})


_FULL = (
    select(RecoveryRow, Patient, Screening)
    .join(Patient, Patient.id == RecoveryRow.patient_id)
    .outerjoin(Screening, Screening.recovery_id == RecoveryRow.id)
    .where(RecoveryRow.id == bindparam("recovery_id"))
)


def full_recovery(
    session: Session, recovery_id: str
) -> tuple[RecoveryRow, Patient, Screening | None] | None:
    """A recovery, whose it is, and the screening under which the treatment was given."""
    found = session.execute(_FULL, {"recovery_id": recovery_id}).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


def recoveries_of(session: Session, patient_id: str) -> Sequence[RecoveryRow]:
    """All treatments of a patient, newest first."""
    return session.scalars(
        select(RecoveryRow)
        .where(RecoveryRow.patient_id == patient_id)
        .order_by(RecoveryRow.treated_at.desc())
    ).all()


def newest_id(session: Session, patient_id: str) -> str | None:
    """The id of a patient's newest treatment."""
    return session.scalar(
        select(RecoveryRow.id).where(RecoveryRow.patient_id == patient_id)
        .order_by(RecoveryRow.treated_at.desc()).limit(1))


def patient(session: Session, patient_id: str) -> Patient | None:
    """One patient, if the session's scope holds them."""
    return session.scalars(select(Patient).where(Patient.id == patient_id)).one_or_none()


def known_addresses(session: Session, emails: Sequence[str]) -> list[str]:
    """Which of these addresses are patients' of the clinic already."""
    found: list[str] = []
    for at in range(0, len(emails), AT_ONCE):
        found += session.scalars(
            select(Patient.email).where(Patient.email.in_(emails[at:at + AT_ONCE])))
    return found


def held_patient(session: Session, patient_id: str) -> Patient | None:
    """The same, held until the transaction ends."""
    return session.scalars(
        select(Patient).where(Patient.id == patient_id).with_for_update()
    ).one_or_none()


def patients_like(
    session: Session, name: str, after: tuple[str, str] | None, limit: int
) -> Sequence[Patient]:
    """Patients by name, from the one with name key and id `after` on (keyset paging)."""
    query = select(Patient)
    if after is not None:
        key, last = after
        query = query.where(or_(Patient.name_key > key,
                                and_(Patient.name_key == key, Patient.id > last)))
    if name:
        query = query.where(named(Patient))
    return session.scalars(query.order_by(Patient.name_key, Patient.id).limit(limit),
                           name_range(name)).all()


def statuses_of(session: Session, patient_id: str) -> Sequence[Status]:
    """The list rows of all of a patient's recoveries."""
    return session.scalars(select(Status).where(Status.patient_id == patient_id)).all()


def latest_screening(session: Session, patient_id: str) -> Screening | None:
    """The answers that stand for the next treatment: the newest not yet used for one."""
    return session.scalars(
        select(Screening)
        .where(Screening.patient_id == patient_id)
        .order_by(Screening.id.desc())
        .limit(1)
    ).one_or_none()


def decided(session: Session, screening_id: int) -> Sequence[Row[Clearance, str]]:
    """The same with the names of who decided."""
    return session.execute(
        select(Clearance, Person.name)
        .join(Person, Person.id == Clearance.decided_by)
        .where(Clearance.screening_id == screening_id)
        .order_by(Clearance.id)
    ).all()


def clearances_of(session: Session, screening_id: int) -> Sequence[Clearance]:
    """Every decision on a screening's items, voided ones too, oldest first."""
    return session.scalars(
        select(Clearance).where(Clearance.screening_id == screening_id).order_by(Clearance.id)
    ).all()


def status(session: Session, recovery_id: str) -> Status | None:
    """The list row of one recovery."""
    return session.scalars(select(Status).where(Status.recovery_id == recovery_id)).one_or_none()
