"""Queries of alerts and clinicians' notes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import Alert, Note
from tracker.store.people import Clinic, Person

_OF_RECOVERY = (
    select(Alert).where(Alert.recovery_id == bindparam("recovery_id")).order_by(Alert.id.desc())
)
_taker, _resolver = aliased(Person), aliased(Person)
_NAMED = (
    select(Alert, _taker.name, _resolver.name)
    .outerjoin(_taker, _taker.id == Alert.acknowledged_by)
    .outerjoin(_resolver, _resolver.id == Alert.resolved_by)
    .where(Alert.recovery_id == bindparam("recovery_id"))
    .order_by(Alert.id.desc())
)
_NOTES = (
    select(Note, Person.name)
    .join(Person, Person.id == Note.made_by)
    .where(Note.recovery_id == bindparam("recovery_id"))
    .order_by(Note.id.desc())
)
_ON_CALL = select(Person.email, Person.name).where(
    Person.clinic_id == bindparam("clinic_id"), Person.active, Person.on_call
)


def alerts_of(session: Session, recovery_id: str) -> Sequence[Alert]:
    """Every alert of a recovery, newest first."""
    return session.scalars(_OF_RECOVERY, {"recovery_id": recovery_id}).all()


def named_alerts(
    session: Session, recovery_id: str
) -> Sequence[Row[Alert, str, str]]:
    """The same with the names of who acknowledged and who resolved it."""
    return session.execute(_NAMED, {"recovery_id": recovery_id}).all()


def notes_of(session: Session, recovery_id: str) -> Sequence[Row[Note, str]]:
    """Clinicians' notes with their authors' names, newest first."""
    return session.execute(_NOTES, {"recovery_id": recovery_id}).all()


def on_call(session: Session, clinic_id: int) -> Sequence[Row[str, str]]:
    """Address and name of each person on call at the clinic; the managers where nobody is."""
    people = session.execute(_ON_CALL, {"clinic_id": clinic_id}).all()
    if people:
        return people
    return session.execute(
        select(Person.email, Person.name).where(
            Person.clinic_id == clinic_id, Person.active, Person.roles.any(name="manager")
        )
    ).all()


def clinic(session: Session, clinic_id: int) -> Clinic:
    """The clinic itself."""
    return session.get_one(Clinic, clinic_id)
