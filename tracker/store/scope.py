"""The one mechanism that narrows every query to a clinic, or to one patient in it.

A session without a scope cannot read or write a scoped table at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar, TypeVarTuple, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ClauseElement, Executable, FromClause, Row, Select, bindparam, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql import visitors

from tracker.store.alerts import Audit
from tracker.store.base import Base, ClinicOwned, PatientOwned
from tracker.store.health import Patient


@dataclass(frozen=True)
class Scope:
    """Whose rows a session may see: a clinic's, one patient's, or (worker, admin) everybody's."""

    clinic_id: int | None
    patient_id: str | None = None


EVERYBODY = Scope(None)


class Unscoped(RuntimeError):
    """A scoped table was asked for by a session that nobody scoped."""


def set_scope(session: Session, scope: Scope) -> None:
    """Narrow all later queries of the session."""
    session.info["scope"] = scope


def install() -> None:
    """Hook the scope into every session; called once at start."""
    if not event.contains(Session, "do_orm_execute", _narrow):
        event.listen(Session, "do_orm_execute", _narrow)
        event.listen(Session, "before_flush", _guard_writes)


_CLINIC = with_loader_criteria(
    ClinicOwned, lambda cls: cls.clinic_id == bindparam("scope_clinic"), include_aliases=True
)
_OF_CLINIC = (_CLINIC,)
_OF_PATIENT = (
    _CLINIC,
    with_loader_criteria(
        PatientOwned, lambda cls: cls.patient_id == bindparam("scope_patient"),
        include_aliases=True,
    ),
    with_loader_criteria(
        Patient, lambda cls: cls.id == bindparam("scope_patient"), include_aliases=True
    ),
    # No PatientOwned, since some of its rows are about nobody: a patient reads those about them.
    with_loader_criteria(
        Audit, lambda cls: cls.patient_id == bindparam("scope_patient"), include_aliases=True
    ),
)

NOTHING: Mapping[str, object] = MappingProxyType({})
Columns = TypeVarTuple("Columns")
Narrowable = TypeVar("Narrowable", bound=Executable)
Ways = dict[tuple[ORMOption, ...], Executable]
_narrowed: WeakKeyDictionary[Executable, Ways] = WeakKeyDictionary()
"""Each statement with its criteria, for as long as it lives itself: one that is written once and
asked again and again is narrowed once, which took longer than most take to run. Whose rows are
meant goes beside it, as parameters."""


def _narrow(state: ORMExecuteState) -> None:
    scope: Scope | None = state.session.info.get("scope")
    if scope == EVERYBODY:
        return
    if scope is None or state.is_insert or not state.is_orm_statement:
        # What is added is added as an object: a statement's values cannot be looked into. And
        # what is asked of tables instead of classes cannot be narrowed.
        if _touches_owned(state.statement):
            raise Unscoped("not possible in this session's scope" if scope else "no scope")
        return
    state.statement = _within(scope, state.statement)
    state.parameters = {**cast(Mapping[str, object], state.parameters or {}), **_whose(scope)}


def plain_rows(
    session: Session, statement: Select[*Columns], told: Mapping[str, object] = NOTHING
) -> Sequence[Row[*Columns]]:
    """What a statement finds that asks for columns, narrowed as every other.

    Without what the session does for objects, which takes longer than most such statements run:
    nothing that waits to be written is written before. Raises Unscoped without a scope.
    """
    scope: Scope | None = session.info.get("scope")
    if scope is None:
        raise Unscoped("no scope")
    if scope != EVERYBODY:
        statement, told = _within(scope, statement), {**told, **_whose(scope)}
    return session.connection().execute(statement, told).all()


def _within(scope: Scope, statement: Narrowable) -> Narrowable:
    criteria = _OF_CLINIC if scope.patient_id is None else _OF_PATIENT
    ways = _narrowed.setdefault(statement, {})
    if criteria not in ways:
        ways[criteria] = statement.options(*criteria)
    return cast(Narrowable, ways[criteria])


def _whose(scope: Scope) -> dict[str, object]:
    return {"scope_clinic": scope.clinic_id, "scope_patient": scope.patient_id}


def _touches_owned(statement: Executable) -> bool:
    """Whether a statement names a table whose rows belong to a clinic, anywhere in it."""
    owned = {mapper.local_table for mapper in Base.registry.mappers
             if issubclass(mapper.class_, ClinicOwned)}
    return any(part in owned for part in visitors.iterate(cast(ClauseElement, statement))
               if isinstance(part, FromClause))


def _guard_writes(session: Session, _context: object, _instances: object) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, ClinicOwned):
            guard(session, type(row).__name__, row.clinic_id, getattr(row, "patient_id", None))


def guard(session: Session, what: str, clinic_id: int, patient_id: str | None) -> None:
    """Refuse to write what is not in the session's scope. Raises Unscoped."""
    scope = session.info.get("scope")
    if scope is None:
        raise Unscoped("the session has no scope")
    if scope.clinic_id not in (None, clinic_id):
        raise Unscoped(f"{what} of another clinic")
    if patient_id is not None and scope.patient_id not in (None, patient_id):
        raise Unscoped(f"{what} of another patient")
