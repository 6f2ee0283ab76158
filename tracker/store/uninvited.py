"""Who is still healing and cannot sign in: nobody has invited them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from tracker.store.health import Patient, RecoveryRow
from tracker.store.people import Person
from tracker.store.scope import plain_rows


class Uninvited(NamedTuple):
    """A patient, when they were treated last, and whether their address is another account's
    already, so that it cannot be invited."""

    patient_id: str
    name: str
    email: str
    zone: str
    treated_at: datetime
    taken: bool


_LAST = func.max(RecoveryRow.treated_at)
_TAKEN = Person.id.is_not(None)
_UNINVITED = (
    select(Patient.id, Patient.name, Patient.email, Patient.zone, _LAST, _TAKEN)
    .join(RecoveryRow, RecoveryRow.patient_id == Patient.id)
    .outerjoin(Person, Person.email == Patient.email)
    .where(Patient.person_id.is_(None), RecoveryRow.treated_at >= bindparam("since"))
    .group_by(Patient.id, Patient.name, Patient.email, Patient.zone, Person.id)
    # Those who cannot be invited stand last: however many they are, nobody waits behind them.
    .order_by(_TAKEN, _LAST.desc(), Patient.id)
    .limit(bindparam("most"))
)


def treated_since(session: Session, since: datetime, most: int) -> list[Uninvited]:
    """Those treated since a moment, at most so many: who can be invited first, the newest first."""
    return [Uninvited(*row) for row in
            plain_rows(session, _UNINVITED, {"since": since, "most": most})]
