"""The steps of work on a recovery, numbered, each with what was there before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    literal,
    null,
    select,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.alerts import Alert
from tracker.store.base import Base, PatientOwned
from tracker.store.given import Given
from tracker.store.health import Status, belongs_to_recovery
from tracker.store.people import Person
from tracker.store.rows import add_object, add_row
from tracker.store.types import EncryptedJson, UtcTime


class WorkStep(Base, PatientOwned):
    """One step: the `version` of the work that it made, by whom (None: the system) and when.

    A version that fresh alerts made has no step: their own rows say which it is.
    asked is what the form said, so that the same form sent twice is known; before is how the
    alerts stood, by number, where the step can be taken back.
    """

    __tablename__ = "work_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    before: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    __table_args__ = (belongs_to_recovery(), UniqueConstraint("recovery_id", "version"))


@dataclass(frozen=True)
class Change:
    """What somebody did meanwhile; `who` is None for the system."""

    at: datetime
    action: str
    who: str | None


_STATUS = Status.__table__
_NEWEST = (
    select(_STATUS.c.version).where(_STATUS.c.recovery_id == bindparam("of")).scalar_subquery()
)
RAISED, ANSWERED = "alert raised", "check-in sent"
_MADE = select(WorkStep).where(WorkStep.recovery_id == bindparam("recovery_id"),
                               WorkStep.version == bindparam("version"))
_STEPS = (
    select(WorkStep.version, WorkStep.made_at.label("at"), WorkStep.action,
           Person.name.label("who"))
    .outerjoin(Person, Person.id == WorkStep.made_by)
    .where(WorkStep.recovery_id == bindparam("recovery_id"),
           WorkStep.version > bindparam("seen"))
)
_ALERTS = (
    select(Alert.version, Alert.raised_at, literal(RAISED), null())
    .where(Alert.recovery_id == bindparam("recovery_id"), Alert.version > bindparam("seen"))
)
# What was raised together is one change.
_BOTH = union(_STEPS, _ALERTS).subquery()
_SINCE = select(_BOTH.c.at, _BOTH.c.action, _BOTH.c.who).order_by(_BOTH.c.version.desc()).limit(20)


def add_step(
    session: Session, row: Given, action: str, now: datetime, *, made_by: int | None,
    asked: dict[str, Any] | None = None, before: dict[str, Any] | None = None,
) -> None:
    """Add the step that made the version which the status row tells by now."""
    add_row(session, WorkStep, {
        "clinic_id": row.clinic_id, "patient_id": row.patient_id, "recovery_id": row.id,
        "action": action, "made_at": now, "made_by": made_by, "asked": asked, "before": before,
    }, {"version": _NEWEST}, {"of": row.id})


def add_alert(session: Session, alert: Alert) -> None:
    """Add a fresh alert that made the version which the status row tells by now."""
    add_object(session, alert, {"version": _NEWEST}, {"of": alert.recovery_id})


def step_to(session: Session, recovery_id: str, version: int) -> WorkStep | None:
    """The step that made a version; None where fresh alerts did."""
    return session.scalars(_MADE, {"recovery_id": recovery_id, "version": version}).one_or_none()


def steps_since(session: Session, recovery_id: str, seen: int) -> Sequence[Change]:
    """What was done after a version, the newest first."""
    return [Change(*row) for row in
            session.execute(_SINCE, {"recovery_id": recovery_id, "seen": max(seen, 0)})]
