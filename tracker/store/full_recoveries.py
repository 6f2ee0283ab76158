"""A recovery with all that stands beside it, in one read: what its pages begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import Alert, Note
from tracker.store.base import Base
from tracker.store.given import GIVEN, Given
from tracker.store.health import Patient, RecoveryRow, Screening, Status
from tracker.store.messages import Message
from tracker.store.photos import PhotoRow
from tracker.store.scope import plain_rows
from tracker.store.statuses import Standing
from tracker.store.work import WorkStep


class LastStep(NamedTuple):
    """The newest step of work: what, when, by whom, and whether it kept what was before."""

    action: str | None
    made_at: datetime | None
    made_by: int | None
    kept: bool


class There(NamedTuple):
    """What there is about a recovery at all: what is not need not be asked for."""

    alerts: bool
    words: bool
    photos: bool


class Whose(NamedTuple):
    """Whose recovery it is."""

    id: str
    name: str
    born_on: date | None
    language: str


class Screened(NamedTuple):
    """The screening under which a treatment was given."""

    id: int
    answers: dict[str, bool]
    answered_at: datetime


class Full(NamedTuple):
    """A recovery, whose it is, the screening under which the treatment was given, how the work on
    it stands, and what else there is."""

    row: Given
    patient: Whose
    screening: Screened | None
    standing: Standing
    last: LastStep
    there: There


def _any(kind: type[Alert | Note | Message | PhotoRow]) -> ColumnElement[bool]:
    """Of the table, which the scope does not narrow again: the recovery is narrowed already, and
    with the clinic beside it SQLite looks through all that the clinic has."""
    rows = kind.__table__.c
    return select(rows.id).where(rows.recovery_id == RecoveryRow.id).exists()


_PARTS: tuple[tuple[type[Base], type[Whose | Screened | Standing]], ...] = (
    (Patient, Whose), (Screening, Screened), (Status, Standing))
_EACH = (
    select(*GIVEN,
           *(getattr(kind, field) for kind, parts in _PARTS for field in parts._fields),
           WorkStep.action, WorkStep.made_at, WorkStep.made_by, WorkStep.before.is_not(None),
           _any(Alert), or_(_any(Note), _any(Message)), _any(PhotoRow))
    .join(Patient, Patient.id == RecoveryRow.patient_id)
    .join(Status, Status.recovery_id == RecoveryRow.id)
    # The patient is named so that the index of the patient's screenings is used.
    .outerjoin(Screening, and_(Screening.patient_id == RecoveryRow.patient_id,
                               Screening.recovery_id == RecoveryRow.id))
    .outerjoin(WorkStep, and_(WorkStep.recovery_id == Status.recovery_id,
                              WorkStep.version == Status.version))
)
_FULL = _EACH.where(RecoveryRow.id == bindparam("recovery_id"))
_ALL = (_EACH.where(RecoveryRow.patient_id == bindparam("of_patient"))
        .order_by(RecoveryRow.treated_at.desc()))
_this = aliased(RecoveryRow)
_OF_THE_SAME_PATIENT = (
    _EACH.join(_this, _this.patient_id == RecoveryRow.patient_id)
    .where(_this.id == bindparam("recovery_id"))
    .order_by(RecoveryRow.treated_at.desc())
)


def full_recovery(session: Session, recovery_id: str) -> Full | None:
    """One recovery with all that stands beside it."""
    found = plain_rows(session, _FULL, {"recovery_id": recovery_id})
    return _full(found[0]) if found else None


def all_of(session: Session, patient_id: str) -> list[Full]:
    """All of a patient, newest first."""
    return [_full(one) for one in plain_rows(session, _ALL, {"of_patient": patient_id})]


def _full(found: Row[*tuple[Any, ...]]) -> Full:
    told: Iterator[Any] = iter(found)
    row = Given(*islice(told, len(Given._fields)))
    whose = Whose(*islice(told, len(Whose._fields)))
    asked = list(islice(told, len(Screened._fields)))
    standing = Standing(*islice(told, len(Standing._fields)))
    last = LastStep(*islice(told, len(LastStep._fields)))
    return Full(row, whose, Screened(*asked) if asked[0] is not None else None, standing, last,
                There(*told))


def with_others(
    session: Session, recovery_id: str
) -> tuple[Full, Sequence[Given]] | None:
    """The same, and the patient's other recoveries, the newest first: all in one read."""
    full = [_full(one) for one in
            plain_rows(session, _OF_THE_SAME_PATIENT, {"recovery_id": recovery_id})]
    this = next((one for one in full if one.row.id == recovery_id), None)
    if this is None:
        return None
    return this, [one.row for one in full if one is not this]
