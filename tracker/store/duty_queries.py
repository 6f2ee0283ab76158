"""Queries of the rota, absences and rules of telling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, and_, bindparam, inspect, or_, select
from sqlalchemy.orm import Session

from tracker.duty.rota import Absence as Away
from tracker.duty.rota import Rota, Shift
from tracker.duty.rules import Rules
from tracker.duty.team import Colleague, Team
from tracker.store.base import Base
from tracker.store.duty import Absence, AlertRules, RotaShift
from tracker.store.people import (
    CLINICIAN,
    MANAGER,
    WORKS_HERE,
    Clinic,
    Person,
    Role,
    person_role,
)
from tracker.store.types import UtcTime

RULES = ("digest", "digest_hour", "quiet_from", "quiet_until", "urgent_minutes", "concern_hours")


def _table(kind: type[Base]) -> Table:
    return cast(Table, inspect(kind).local_table)


_TEAM = (
    select(Clinic.zone.label("zone"), Clinic.name.label("clinic"),
           *(getattr(AlertRules, name) for name in RULES),
           AlertRules.id.label("rules_id"),
           Person.id.label("person"), Person.email, Person.name.label("name"), Person.on_call,
           Role.name.label("role"),
           RotaShift.id.label("shift_id"), RotaShift.weekday, RotaShift.from_hour,
           RotaShift.until_hour,
           Absence.id.label("absence_id"), Absence.since, Absence.until, Absence.stand_in_id)
    .select_from(
        _table(Clinic)
        .outerjoin(_table(AlertRules), AlertRules.clinic_id == Clinic.id)
        .outerjoin(_table(Person),
                   and_(Person.clinic_id == Clinic.id, WORKS_HERE, Person.active))
        .outerjoin(person_role, person_role.c.person_id == Person.id)
        .outerjoin(_table(Role), Role.id == person_role.c.role_id)
        .outerjoin(_table(RotaShift), and_(RotaShift.person_id == Person.id,
                                           RotaShift.clinic_id == Clinic.id))
        .outerjoin(_table(Absence), and_(
            Absence.person_id == Person.id, Absence.clinic_id == Clinic.id,
            Absence.until > bindparam("now", type_=UtcTime))))
    .where(Clinic.id == bindparam("clinic_id"))
)
"""All of it at once: an entry that raises an alert asks it between other questions."""


def team(session: Session, clinic_id: int, now: datetime) -> Team:
    """Who works at a clinic with an open account, its rota from now on, and its rules."""
    rows = session.connection().execute(_TEAM, {"clinic_id": clinic_id, "now": now}).all()
    if not rows:
        return Team(Rota("UTC"))
    return Team(Rota(rows[0].zone, _shifts(rows), _absences(rows)), _rules(rows[0]),
                _people(rows), rows[0].clinic)


def _rules(row: Row[Any]) -> Rules:
    if row.rules_id is None:
        return Rules()
    return Rules(**{name: getattr(row, name) for name in RULES})


def _people(rows: Iterable[Row[Any]]) -> list[Colleague]:
    roles: dict[int, set[str]] = {}
    known: dict[int, Row[Any]] = {}
    for row in rows:
        # An auditor works here too, and is told nothing.
        if row.role in (CLINICIAN, MANAGER):
            roles.setdefault(row.person, set()).add(row.role)
            known[row.person] = row
    return [Colleague(number, row.email, row.name, row.on_call, MANAGER in roles[number],
                      CLINICIAN in roles[number])
            for number, row in sorted(known.items())]


def _shifts(rows: Iterable[Row[Any]]) -> list[Shift]:
    found = {row.shift_id: Shift(row.person, row.weekday, row.from_hour, row.until_hour)
             for row in rows if row.shift_id is not None}
    return [found[number] for number in sorted(found)]


def _absences(rows: Iterable[Row[Any]]) -> list[Away]:
    found = {row.absence_id: Away(row.person, row.since, row.until, row.stand_in_id)
             for row in rows if row.absence_id is not None}
    return [found[number] for number in sorted(found)]


def rules_row(session: Session, clinic_id: int, *, held: bool = False) -> AlertRules | None:
    """What a clinic set; None before it set anything. `held` until the transaction ends."""
    query = select(AlertRules).where(AlertRules.clinic_id == clinic_id)
    if held:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def usual_rules(clinic_id: int) -> AlertRules:
    """A row with the usual rules, not yet added."""
    usual = Rules()
    return AlertRules(clinic_id=clinic_id, version=0,
                      **{name: getattr(usual, name) for name in RULES})


def clinics_without_rules(session: Session) -> Sequence[int]:
    """The numbers of clinics that have no row of rules yet."""
    return session.scalars(
        select(Clinic.id).outerjoin(AlertRules, AlertRules.clinic_id == Clinic.id)
        .where(AlertRules.id.is_(None)).order_by(Clinic.id)
    ).all()


def clinics_to_look_at(session: Session, now: datetime) -> Sequence[int]:
    """The numbers of clinics whose daily look is due."""
    return session.scalars(
        select(AlertRules.clinic_id)
        .where(or_(AlertRules.look_at.is_(None), AlertRules.look_at <= now))
        .order_by(AlertRules.clinic_id)
    ).all()


def shifts(session: Session) -> Sequence[Row[RotaShift, str]]:
    """The clinic's shifts with their holders' names, through the week."""
    return session.execute(
        select(RotaShift, Person.name).join(Person, Person.id == RotaShift.person_id)
        .order_by(RotaShift.weekday, RotaShift.from_hour, Person.name)
    ).all()


def absences(session: Session, now: datetime) -> Sequence[Absence]:
    """The clinic's absences that are not over, the next first."""
    return session.scalars(
        select(Absence).where(Absence.until > now).order_by(Absence.since, Absence.id)
    ).all()


def shift(session: Session, number: int) -> RotaShift | None:
    """One shift."""
    return session.scalars(select(RotaShift).where(RotaShift.id == number)).one_or_none()


def absence(session: Session, number: int) -> Absence | None:
    """One absence."""
    return session.scalars(select(Absence).where(Absence.id == number)).one_or_none()


def forget_old(session: Session, clinic_id: int, before: datetime) -> None:
    """Let go of absences that have long been over."""
    for one in session.scalars(select(Absence).where(
            Absence.clinic_id == clinic_id, Absence.until < before)):
        session.delete(one)
