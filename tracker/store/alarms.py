"""Queries of alerts and clinicians' notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, exists, or_, select, text
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import UNTAKEN, Alert, Note
from tracker.store.people import CLINICIAN, MANAGER, Clinic, Person, Role
from tracker.store.types import UtcTime

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
_TO_TELL = (
    select(Alert.id, Alert.clinic_id, Alert.told_stage)
    .where(text(UNTAKEN), Alert.tell_at <= bindparam("now", type_=UtcTime))
    .order_by(Alert.level.desc(), Alert.tell_at).limit(bindparam("most"))
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


def alert_to_tell(session: Session, alert_id: int) -> Alert:
    """An alert, held until the transaction ends, so that its mails are counted by one at a time."""
    return session.scalars(
        select(Alert).where(Alert.id == alert_id).with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def alert_as_it_is(session: Session, alert_id: int) -> Alert:
    """An alert as it stands in the database now."""
    return session.scalars(
        select(Alert).where(Alert.id == alert_id).execution_options(populate_existing=True)
    ).one()


def to_tell(session: Session, now: datetime, limit: int) -> Sequence[Row[int, int, int]]:
    """The alerts that nobody took until others are to be told: number, clinic and how far they
    were told, the gravest first."""
    return session.execute(_TO_TELL, {"now": now, "most": limit}).all()


def take_to_tell(session: Session, alert_id: int, now: datetime) -> Alert | None:
    """Hold such an alert where it still is one and nobody else holds it."""
    return session.scalars(
        select(Alert).where(Alert.id == alert_id, text(UNTAKEN), Alert.tell_at <= now)
        .with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).one_or_none()


def held_back(session: Session, clinic_id: int, now: datetime) -> Sequence[Alert]:
    """The alerts of a clinic that nobody was told of yet and that waited until now, held.

    Waits for none that somebody takes at this moment.
    """
    return session.scalars(
        select(Alert)
        .where(text(UNTAKEN), Alert.clinic_id == clinic_id, Alert.tell_at <= now,
               Alert.told_stage == 0)
        .order_by(Alert.id).with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def unheard_clinics(session: Session) -> Sequence[int]:
    """The numbers of clinics where nobody would receive an alert."""
    return session.scalars(
        select(Clinic.id)
        .where(~exists().where(
            Person.clinic_id == Clinic.id, Person.active,
            or_(Person.on_call, Person.roles.any(Role.name.in_((MANAGER, CLINICIAN)))),
        ))
        .order_by(Clinic.id)
    ).all()


def clinic(session: Session, clinic_id: int) -> Clinic:
    """The clinic itself."""
    return session.get_one(Clinic, clinic_id)
