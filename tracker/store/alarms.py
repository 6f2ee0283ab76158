"""Queries of alerts, and of whom they are for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, Row, and_, bindparam, exists, or_, select, text
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import OPEN, UNTAKEN, Alert
from tracker.store.health import Patient
from tracker.store.people import CLINICIAN, MANAGER, Clinic, Person, Role
from tracker.store.types import UtcTime

_OF_RECOVERY = (
    select(Alert).where(Alert.recovery_id == bindparam("recovery_id")).order_by(Alert.id.desc())
)
_taker, _resolver, _holder, _setter = (aliased(Person) for _ in range(4))
_NAMED = (
    select(Alert, _taker.name, _resolver.name, _holder.name, _setter.name)
    .outerjoin(_taker, _taker.id == Alert.acknowledged_by)
    .outerjoin(_resolver, _resolver.id == Alert.resolved_by)
    .outerjoin(_holder, _holder.id == Alert.assigned_to)
    .outerjoin(_setter, _setter.id == Alert.override_by)
    .where(Alert.recovery_id == bindparam("recovery_id"))
    .order_by(Alert.id.desc())
)
_TO_TELL = (
    select(Alert.id, Alert.clinic_id, Alert.told_stage)
    .where(text(UNTAKEN), Alert.tell_at <= bindparam("now", type_=UtcTime))
    .order_by(Alert.level.desc(), Alert.tell_at).limit(bindparam("most"))
)


def alerts_of(session: Session, recovery_id: str) -> Sequence[Alert]:
    """Every alert of a recovery, newest first."""
    return session.scalars(_OF_RECOVERY, {"recovery_id": recovery_id}).all()


class OpenAlert(NamedTuple):
    """An alert that nobody has resolved, and whose it is."""

    alert: Alert
    patient_name: str


_OPEN = (
    select(Alert, Patient.name).join(Patient, Patient.id == Alert.patient_id)
    .where(text(OPEN)).order_by(Alert.raised_at.desc(), Alert.id.desc())
    .limit(bindparam("most"))
)
_at: BindParameter[datetime] = bindparam("at", type_=UtcTime)
_OPEN_BEFORE = _OPEN.where(
    or_(Alert.raised_at < _at, and_(Alert.raised_at == _at, Alert.id < bindparam("number"))))


def open_alerts(
    session: Session, most: int, before: tuple[datetime, int] | None = None
) -> list[OpenAlert]:
    """The newest open alerts, at most so many; those before the one of that moment and number."""
    told: dict[str, object] = {"most": most}
    if before is not None:
        told |= {"at": before[0], "number": before[1]}
    found = session.execute(_OPEN if before is None else _OPEN_BEFORE, told)
    return [OpenAlert(*row) for row in found]


class Named(NamedTuple):
    """An alert with the names of who took it, who resolved it, who has it, and who set its
    level."""

    alert: Alert
    taker: str | None
    resolver: str | None
    holder: str | None
    setter: str | None


def named_alerts(session: Session, recovery_id: str) -> list[Named]:
    """The same with names."""
    return [Named(*row) for row in session.execute(_NAMED, {"recovery_id": recovery_id})]


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
