"""Queries of patients, their recoveries and screenings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    and_,
    bindparam,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.store.database import Hold
from tracker.store.given import GIVEN, Given
from tracker.store.health import Clearance, Patient, RecoveryRow, Screening
from tracker.store.naming import begins, name_range
from tracker.store.people import Person
from tracker.store.scope import plain_rows

_BY_ID = (select(Patient).where(Patient.id > bindparam("after")).order_by(Patient.id)
          .limit(bindparam("limit")))
AT_ONCE = 500
"""So many values are asked for in one statement."""
_GIVEN = select(*GIVEN)
_ONE = _GIVEN.where(RecoveryRow.id == bindparam("recovery_id"))
_ALL = (_GIVEN.where(RecoveryRow.patient_id == bindparam("patient_id"))
        .order_by(RecoveryRow.treated_at.desc()))
_HELD = _ONE.with_for_update()
_NEWEST = (select(RecoveryRow.id).where(RecoveryRow.patient_id == bindparam("patient_id"))
           .order_by(RecoveryRow.treated_at.desc()).limit(1))
_NEWEST_BY_THEN = _NEWEST.where(RecoveryRow.treated_at <= bindparam("by"))


def recovery(session: Session, recovery_id: str) -> Given | None:
    """One recovery, if the session's scope holds it."""
    return _first(session, _ONE, recovery_id=recovery_id)


def _first(session: Session, statement: Select[*tuple[Any, ...]], **told: object) -> Given | None:
    rows = plain_rows(session, statement, told)
    return Given(*rows[0]) if rows else None


def held(session: Session, recovery_id: str) -> Given | None:
    """A recovery, held until the transaction ends: what is done to it comes one after the other."""
    return _first(session, _HELD, recovery_id=recovery_id)


def hold(recovery_id: str, clinic_id: int) -> Hold:
    """The same from the transaction's first moment on, to be read afterwards."""
    return Hold("SELECT FROM recovery WHERE id = %s AND clinic_id = %s FOR UPDATE",
                (recovery_id, clinic_id))


def recoveries_of(session: Session, patient_id: str) -> Sequence[Given]:
    """All treatments of a patient, newest first."""
    return [Given(*row) for row in plain_rows(session, _ALL, {"patient_id": patient_id})]


def newest_id(
    session: Session, patient_id: str, by: datetime | None = None
) -> str | None:
    """The id of a patient's newest treatment; `by`: of that moment, where there was one then."""
    told: dict[str, object] = {"patient_id": patient_id}
    found = plain_rows(session, _NEWEST_BY_THEN, {**told, "by": by}) if by else ()
    found = found or plain_rows(session, _NEWEST, told)
    return found[0][0] if found else None


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
        # So many along each index: a letter begins the names of thousands.
        query = query.where(Patient.id.in_(union_all(*(
            select(Patient.id).where(begins(key)).order_by(key).limit(limit).subquery().select()
            for key in (Patient.name_key, Patient.family_key)))))
    return session.scalars(query.order_by(Patient.name_key, Patient.id).limit(limit),
                           name_range(name)).all()


def patients_from(session: Session, after: str, limit: int) -> Sequence[Patient]:
    """Patients by their id, from the one after `after` on: an order that tells no name."""
    return session.scalars(_BY_ID, {"after": after, "limit": limit}).all()


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
