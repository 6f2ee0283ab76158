"""Searching the trail: by who, about whom, what and when, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Row,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import Audit
from tracker.store.audit_chain import AuditLink
from tracker.store.health import Patient
from tracker.store.people import WORKS_HERE, Person, Role
from tracker.store.types import UtcTime


@dataclass(frozen=True)
class Search:
    """What is looked for; None does not narrow. `until` itself is left out."""

    person_id: int | None = None
    patient_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


Place = tuple[datetime, int]
"""Where a list goes on: moment and number of its last row."""


class Found(NamedTuple):
    """One row of the trail with the names that its numbers have today, and the link that seals it.

    None where the system did it, where it is about nobody or somebody erased, or not sealed yet.
    """

    id: int
    at: datetime
    person_id: int | None
    who: str | None
    action: str
    detail: str
    patient_id: str | None
    patient: str | None
    recovery_id: str | None
    position: int | None
    sealed_at: datetime | None
    hash: str | None


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcTime)


# The first condition says nothing new, but lets the index be entered there.
_BEFORE = and_(
    Audit.at <= _moment("before_at"),
    or_(Audit.at < _moment("before_at"), Audit.id < bindparam("before_id")))
_NARROWED: dict[str, ColumnElement[bool]] = {
    "person_id": Audit.person_id == bindparam("person_id"),
    "patient_id": Audit.patient_id == bindparam("patient_id"),
    "action": Audit.action == bindparam("action"),
    "since": Audit.at >= _moment("since"),
    "until": Audit.at < _moment("until"),
    "before_at": _BEFORE,
}


@lru_cache
def _query(by: frozenset[str]) -> Executable:
    """One statement for each set of conditions, each of which an index serves."""
    return (
        select(Audit.id, Audit.at, Audit.person_id, Person.name, Audit.action, Audit.detail,
               Audit.patient_id, Patient.name, Audit.recovery_id, AuditLink.position,
               AuditLink.sealed_at, AuditLink.hash)
        .outerjoin(Person, Person.id == Audit.person_id)
        .outerjoin(Patient, Patient.id == Audit.patient_id)
        .outerjoin(AuditLink, AuditLink.audit_id == Audit.id)
        .where(*(condition for name, condition in _NARROWED.items() if name in by))
        .order_by(Audit.at.desc(), Audit.id.desc()).limit(bindparam("most"))
    )


def found(session: Session, search: Search, most: int, before: Place | None) -> list[Found]:
    """The newest rows of what is looked for, at most so many, before a place (keyset paging)."""
    told: dict[str, object] = {name: value for name, value in vars(search).items()
                               if value is not None}
    if before is not None:
        told |= {"before_at": before[0], "before_id": before[1]}
    rows = session.execute(_query(frozenset(told)), told | {"most": most})
    return [Found(*row) for row in rows]


def actions(session: Session) -> Sequence[str]:
    """Every kind of action in the trail: from one to the next in the index, however many rows."""
    first = select(func.min(Audit.action).label("action")).cte("kinds", recursive=True)
    further = aliased(Audit)
    following = (select(func.min(further.action)).where(further.action > first.c.action)
                 .scalar_subquery())
    kinds = first.union_all(select(following).where(first.c.action.is_not(None)))
    return session.scalars(select(kinds.c.action).where(kinds.c.action.is_not(None))).all()


def staff(session: Session, clinic_id: int) -> Sequence[Row[int, str]]:
    """Number and name of everybody who works or worked at a clinic, by name."""
    return session.execute(
        select(Person.id, Person.name)
        .where(Person.clinic_id == clinic_id, WORKS_HERE)
        .order_by(Person.name, Person.id)
    ).all()


def about(session: Session, patient_id: str) -> bool:
    """Whether the trail tells anything of a patient, also of one whose record is erased."""
    return session.scalar(
        select(Audit.id).where(Audit.patient_id == patient_id).limit(1)) is not None


class Opening(NamedTuple):
    """Somebody else's step on a patient's record."""

    id: int
    at: datetime
    action: str
    person_id: int
    who: str


_BY_OTHERS = (
    select(Audit.id, Audit.at, Audit.action, Person.id, Person.name)
    .join(Person, Person.id == Audit.person_id)
    .where(Audit.patient_id == bindparam("patient_id"),
           Person.id != bindparam("own"))
    .order_by(Audit.at.desc(), Audit.id.desc()).limit(bindparam("most"))
)
_BY_OTHERS_BEFORE = _BY_OTHERS.where(_BEFORE)


def by_others(
    session: Session, patient_id: str, own: int, most: int, before: Place | None
) -> list[Opening]:
    """What people other than the patient did with a patient's record, the newest first."""
    told: dict[str, object] = {"patient_id": patient_id, "own": own, "most": most}
    if before is None:
        return [Opening(*row) for row in session.execute(_BY_OTHERS, told)]
    told |= {"before_at": before[0], "before_id": before[1]}
    return [Opening(*row) for row in session.execute(_BY_OTHERS_BEFORE, told)]


def roles_of(session: Session, people: Sequence[int]) -> dict[int, frozenset[str]]:
    """The roles of some people."""
    rows = session.execute(
        select(Person.id, Role.name).join(Person.roles).where(Person.id.in_(people)))
    told: dict[int, set[str]] = {}
    for person_id, name in rows:
        told.setdefault(person_id, set()).add(name)
    return {person_id: frozenset(names) for person_id, names in told.items()}
