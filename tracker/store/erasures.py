"""Wishes to be erased, and the erasing itself: every table is looked through, none is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Table,
    delete,
    inspect,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.base import Base, PatientOwned
from tracker.store.health import Patient, RecoveryRow, belongs_to_patient
from tracker.store.people import PATIENT, Person
from tracker.store.recoveries import held_patient
from tracker.store.scope import guard, plain_rows
from tracker.store.types import EncryptedText, UtcTime

KEPT = ("audit", "person")
"""The trail cannot be changed, and names nobody: it points at a person whose row is emptied."""
_PERSON = cast(Table, inspect(Person).local_table)
_OPEN = "withdrawn_at IS NULL AND refused_at IS NULL"


class ErasureRequest(Base, PatientOwned):
    """A patient's wish to have everything erased. Carried out, it is gone with the rest."""

    __tablename__ = "erasure_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    refused_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(EncryptedText)
    __table_args__ = (
        belongs_to_patient(),
        Index("uq_erasure_request_open", "clinic_id", "patient_id", unique=True,
              sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    @property
    def open(self) -> bool:
        """Whether the clinic still has to answer."""
        return self.withdrawn_at is None and self.refused_at is None


def newest_request(session: Session, patient_id: str) -> ErasureRequest | None:
    """What a patient asked last."""
    return session.scalars(
        select(ErasureRequest).where(ErasureRequest.patient_id == patient_id)
        .order_by(ErasureRequest.id.desc()).limit(1)
    ).one_or_none()


_WAITING = (
    select(Patient.id, Patient.name, ErasureRequest.asked_at)
    .join(Patient, Patient.id == ErasureRequest.patient_id)
    .where(text(_OPEN)).order_by(ErasureRequest.asked_at)
)


def waiting(session: Session) -> Sequence[Row[str, str, datetime]]:
    """Whoever waits for the clinic's answer: id, name and when they asked, the oldest first."""
    return plain_rows(session, _WAITING)


def hold(session: Session, patient_id: str) -> Patient | None:
    """A patient with all their recoveries, held until the transaction ends.

    In the order in which saving an entry takes them, so that neither waits for the other.
    """
    _recoveries(session, patient_id)
    return held_patient(session, patient_id)


def _recoveries(session: Session, patient_id: str) -> Sequence[str]:
    return session.scalars(
        select(RecoveryRow.id).where(RecoveryRow.patient_id == patient_id).with_for_update()
    ).all()


def erase(session: Session, patient: Patient) -> None:
    """Delete every row about a patient whom `hold` gave, and empty the row of their sign-in.

    A table is found by what it refers to, so that a new one cannot be forgotten. In the caller's
    transaction.
    """
    guard(session, "Patient", patient.clinic_id, patient.id)
    recoveries = _recoveries(session, patient.id)
    marks = _Marks(patient.id, recoveries, [patient.email], None)
    if (person := _own_person(session, patient)) is not None:
        marks = _Marks(patient.id, recoveries, [patient.email, person.email], person.id)
    connection = session.connection()
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT and (theirs := marks.found_in(table)):
            connection.execute(delete(table).where(or_(*theirs)))
    if marks.person_id is not None:
        _empty(session, marks.person_id)
    session.expire_all()


def _own_person(session: Session, patient: Patient) -> Person | None:
    """Who signs in as this patient. Somebody who also works here keeps their sign-in, and what
    they wrote about others."""
    if patient.person_id is None:
        return None
    person = session.get_one(Person, patient.person_id)
    return person if {role.name for role in person.roles} <= {PATIENT} else None


@dataclass(frozen=True)
class _Marks:
    """By what a row is known to be a patient's."""

    patient_id: str
    recoveries: Sequence[str]
    emails: Sequence[str]
    person_id: int | None

    def found_in(self, table: Table) -> list[ColumnElement[bool]]:
        """What makes a row of this table one of theirs."""
        if table.name == "patient":
            return [table.c.id == self.patient_id]
        found: list[ColumnElement[bool]] = []
        for column in table.columns:
            if column.name == "patient_id":
                found.append(column == self.patient_id)
            elif column.name == "recovery_id":
                found.append(column.in_(self.recoveries))
            elif column.name == "recipient":
                found.append(column.in_(self.emails))
            elif self.person_id is not None and column.references(_PERSON.c.id):
                found.append(column == self.person_id)
        return found


def _empty(session: Session, person_id: int) -> None:
    """Leave of a person nothing but the number that the trail refers to."""
    nothing = {column.name: None for column in _PERSON.columns if column.nullable}
    session.connection().execute(update(_PERSON).where(_PERSON.c.id == person_id).values(
        nothing | {"name": "", "email": f"{person_id}@erased.invalid", "active": False,
                   "on_call": False, "fs_uniquifier": f"erased {person_id}"}))
