"""Queries of the daily look: whose list rows to look over."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from tracker.store.health import Status
from tracker.store.types import UtcTime


class Heard(NamedTuple):
    """When somebody last answered, as the list row knows it."""

    recovery_id: str
    treated_at: datetime
    zone: str
    level: int
    last_day: int | None
    silent_since: datetime | None


_HEARD = select(*(getattr(Status, field) for field in Heard._fields))
_OF_CLINIC = _HEARD.where(
    Status.clinic_id == bindparam("clinic_id"),
    or_(Status.treated_at >= bindparam("since", type_=UtcTime), Status.silent_since.is_not(None)),
)
_OF_RECOVERY = _HEARD.where(Status.recovery_id == bindparam("recovery_id"))


def heard_in(session: Session, clinic_id: int, since: datetime) -> list[Heard]:
    """A clinic's recoveries since a treatment's moment, and whoever is known to be silent."""
    found = session.execute(_OF_CLINIC, {"clinic_id": clinic_id, "since": since})
    return [Heard(*row) for row in found]


def heard_of(session: Session, recovery_id: str) -> Heard:
    """The same of one recovery."""
    return Heard(*session.execute(_OF_RECOVERY, {"recovery_id": recovery_id}).one())
