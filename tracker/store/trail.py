"""The audit trail: rows added in the transaction of what they tell, and read back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import BindParameter, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from tracker.store.alerts import Audit
from tracker.store.people import Person
from tracker.store.rows import add_row
from tracker.store.scope import plain_rows
from tracker.store.types import UtcTime


class Doer(Protocol):
    """Who looks or does something."""

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


_OF_RECOVERY = (
    select(Audit.id, Audit.at, Audit.action, Audit.detail, Person.name)
    .outerjoin(Person, Person.id == Audit.person_id)
    .where(Audit.recovery_id == bindparam("recovery_id"))
    .order_by(Audit.at.desc(), Audit.id.desc())
    .limit(bindparam("most"))
)
_at: BindParameter[datetime] = bindparam("at", type_=UtcTime)
_EARLIER = _OF_RECOVERY.where(
    or_(Audit.at < _at, and_(Audit.at == _at, Audit.id < bindparam("number"))))


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
    add_row(session, Audit, {
        "clinic_id": clinic_id, "person_id": person_id, "action": action, "at": now,
        "patient_id": patient_id, "recovery_id": recovery_id, "detail": detail[:200]})


def did(
    session: Session, viewer: Doer, action: str, now: datetime, *,
    patient_id: str | None = None, recovery_id: str | None = None, detail: str = "",
) -> None:
    """Leave the row of what somebody did in their own clinic, in the caller's own transaction."""
    record(session, clinic_id=viewer.clinic_id, person_id=viewer.person_id, now=now,
           action=action, patient_id=patient_id, recovery_id=recovery_id, detail=detail)


def looked(
    session: Session, viewer: Doer, action: str, now: datetime, *,
    patient_id: str | None = None, recovery_id: str | None = None, detail: str = "",
) -> None:
    """Leave the row of a look, kept at once: readers begin no transaction.

    So whoever only reads holds nobody up; where the row cannot be kept, the look fails.
    """
    did(session, viewer, action, now, patient_id=patient_id, recovery_id=recovery_id,
        detail=detail)


def looked_since(
    session: Session, viewer: Doer, action: str, since: datetime, *,
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
    session: Session, recovery_id: str, most: int, before: tuple[datetime, int] | None = None
) -> list[Step]:
    """The newest steps on a recovery, at most so many; those before the one of that moment and
    number (keyset paging)."""
    told: dict[str, object] = {"recovery_id": recovery_id, "most": most}
    if before is not None:
        told |= {"at": before[0], "number": before[1]}
    query = _OF_RECOVERY if before is None else _EARLIER
    return [Step(*row) for row in plain_rows(session, query, told)]
