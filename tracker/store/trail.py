"""The audit trail: rows added in the transaction of what they tell, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from tracker.store.alerts import Audit
from tracker.store.people import Person

_OF_RECOVERY = (
    select(Audit, Person.name)
    .outerjoin(Person, Person.id == Audit.person_id)
    .where(Audit.recovery_id == bindparam("recovery_id"))
    .order_by(Audit.at.desc(), Audit.id.desc())
    .limit(200)
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
    """Add one row; `detail` never holds anything about health."""
    session.add(
        Audit(
            clinic_id=clinic_id,
            person_id=person_id,
            action=action,
            at=now,
            patient_id=patient_id,
            recovery_id=recovery_id,
            detail=detail[:200],
        )
    )


def of_recovery(session: Session, recovery_id: str) -> Sequence[Row[Audit, str]]:
    """The newest 200 steps on a recovery, each with the person's name."""
    return session.execute(_OF_RECOVERY, {"recovery_id": recovery_id}).all()
