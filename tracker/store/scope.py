"""The one mechanism that narrows every query to a clinic, or to one patient in it.

A session without a scope cannot read or write a scoped table at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.orm.mapper import Mapper

from tracker.store.base import ClinicOwned, PatientOwned
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
    session.info["criteria"] = _criteria(scope)


def install() -> None:
    """Hook the scope into every session; called once at start."""
    if not event.contains(Session, "do_orm_execute", _narrow):
        event.listen(Session, "do_orm_execute", _narrow)
        event.listen(Session, "before_flush", _guard_writes)


@lru_cache(maxsize=4096)
def _criteria(scope: Scope) -> tuple[ORMOption, ...]:
    """What is added to every statement; nothing for everybody's.

    Remembered, since they cost more to make than a small query to run.
    """
    clinic_id, patient_id = scope.clinic_id, scope.patient_id
    if clinic_id is None:
        return ()
    clinic = with_loader_criteria(
        ClinicOwned, lambda cls: cls.clinic_id == clinic_id, include_aliases=True
    )
    if patient_id is None:
        return (clinic,)
    return (
        clinic,
        with_loader_criteria(
            PatientOwned, lambda cls: cls.patient_id == patient_id, include_aliases=True
        ),
        with_loader_criteria(Patient, lambda cls: cls.id == patient_id, include_aliases=True),
    )


def _narrow(state: ORMExecuteState) -> None:
    if not any(_owned(mapper) for mapper in state.all_mappers):
        return
    if "scope" not in state.session.info:
        raise Unscoped("the session has no scope")
    if state.is_insert and state.session.info["scope"] != EVERYBODY:
        # A statement's values cannot be looked into: what is added, is added as an object.
        raise Unscoped("insert by statement")
    if criteria := state.session.info["criteria"]:
        state.statement = state.statement.options(*criteria)


def _owned(mapper: Mapper[object]) -> bool:
    return issubclass(mapper.class_, ClinicOwned)


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
