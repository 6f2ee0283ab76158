"""Queries of alerts, and of whom they are for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Row, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import Alert
from tracker.store.people import CLINICIAN, MANAGER, Clinic, Person, Role

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
_ACTIVE = select(Person.email, Person.name).where(
    Person.clinic_id == bindparam("clinic_id"), Person.active
)
_IN_TURN = (
    _ACTIVE.where(Person.on_call),
    _ACTIVE.where(Person.roles.any(name=MANAGER)),
    _ACTIVE.where(Person.roles.any(name=CLINICIAN)),
)
"""Whom an alert is for: the people on call, else the managers, else every clinician."""


def alerts_of(session: Session, recovery_id: str) -> Sequence[Alert]:
    """Every alert of a recovery, newest first."""
    return session.scalars(_OF_RECOVERY, {"recovery_id": recovery_id}).all()


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


def on_call(session: Session, clinic_id: int) -> Sequence[Row[str, str]]:
    """Address and name of each person an alert goes to: the first of `_IN_TURN` who are there."""
    return next_to_tell(session, clinic_id, frozenset())


def next_to_tell(
    session: Session, clinic_id: int, told: Collection[str]
) -> Sequence[Row[str, str]]:
    """Address and name of the next people in turn who are not yet among the addresses told."""
    for people in _IN_TURN:
        found = session.connection().execute(people, {"clinic_id": clinic_id})
        fresh = [one for one in found if one.email not in told]
        if fresh:
            return fresh
    return ()


def alert_to_tell(session: Session, alert_id: int) -> Alert:
    """An alert, held until the transaction ends, so that its mails are counted by one at a time."""
    return session.scalars(
        select(Alert).where(Alert.id == alert_id).with_for_update()
        .execution_options(populate_existing=True)
    ).one()


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
