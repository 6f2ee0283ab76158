"""The audit trail: rows added in the transaction of what they tell, and read back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from tracker.store.alerts import Audit
from tracker.store.people import Person
from tracker.store.rows import add_row


class Looker(Protocol):
    """Who looks."""

    @property
    def clinic_id(self) -> int:
        """Their clinic."""

    @property
    def person_id(self) -> int:
        """Their number."""


class Step(NamedTuple):
    """What somebody saw or did; `who` is None where the system did it."""

    id: int
    at: datetime
    action: str
    detail: str
    who: str | None


NEWEST = 2**31 - 1
"""Comes before every step."""

_OF_RECOVERY = (
    select(Audit.id, Audit.at, Audit.action, Audit.detail, Person.name)
    .outerjoin(Person, Person.id == Audit.person_id)
    .where(Audit.recovery_id == bindparam("recovery_id"), Audit.id < bindparam("before"))
    .order_by(Audit.id.desc())
    .limit(bindparam("most"))
)


def record(
    session: Session,
    *,
    clinic_id: int,
    person_id: int | None,
    action: str,
    now: datetime,
    patient_id: str | None = None,
    recovery_id: str | None = None,
    detail: str = "",
) -> None:
    """Add one row at once; `detail` never holds anything about health."""
    add_row(session, Audit(clinic_id=clinic_id, person_id=person_id, action=action, at=now,
                           patient_id=patient_id, recovery_id=recovery_id, detail=detail[:200]))


def looked(
    session: Session, viewer: Looker, action: str, now: datetime, *,
    patient_id: str | None = None, recovery_id: str | None = None, detail: str = "",
) -> None:
    """Leave the row of a look, kept at once: readers begin no transaction.

    So whoever only reads holds nobody up; where the row cannot be kept, the look fails.
    """
    record(session, clinic_id=viewer.clinic_id, person_id=viewer.person_id, now=now,
           action=action, patient_id=patient_id, recovery_id=recovery_id, detail=detail)


def looked_since(
    session: Session, viewer: Looker, action: str, since: datetime, *,
    recovery_id: str, detail: str,
) -> bool:
    """Whether the trail tells of this very look already, not longer ago."""
    return session.scalars(
        select(Audit.id)
        .where(Audit.recovery_id == recovery_id, Audit.at >= since, Audit.action == action,
               Audit.detail == detail, Audit.person_id == viewer.person_id)
        .limit(1)
    ).first() is not None


def of_recovery(
    session: Session, recovery_id: str, most: int, before: int = NEWEST
) -> list[Step]:
    """The newest steps on a recovery of those with a number below `before`, at most so many."""
    told = {"recovery_id": recovery_id, "before": before, "most": most}
    return [Step(*row) for row in session.execute(_OF_RECOVERY, told)]
