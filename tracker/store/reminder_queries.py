"""Queries of reminders: whom to look at, what was mailed, what a link opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from tracker.recovery.reminding import next_due
from tracker.store.alerts import GIVEN_UP, Outbox
from tracker.store.given import GIVEN, Given
from tracker.store.health import Patient, RecoveryRow, Status
from tracker.store.people import Person
from tracker.store.reminders import Reminder, ReminderChoice
from tracker.store.scope import plain_rows

TEMPLATE = "reminder"
_NEWEST = (
    select(*GIVEN, Status.level).join(Status, Status.recovery_id == RecoveryRow.id)
    .where(RecoveryRow.patient_id == bindparam("patient_id"))
    .order_by(RecoveryRow.treated_at.desc()).limit(1)
)


def choice(session: Session, patient_id: str, *, held: bool = False) -> ReminderChoice | None:
    """What a patient chose; None before they chose. `held` until the transaction ends."""
    query = select(ReminderChoice).where(ReminderChoice.patient_id == patient_id)
    return session.scalars(query.with_for_update() if held else query).one_or_none()


def moved(session: Session, patient_id: str, zone: str, now: datetime) -> None:
    """Reckon the next moment anew: the patient's time zone was corrected."""
    row = choice(session, patient_id, held=True)
    if row is not None and row.active:
        row.next_at = next_due(row.hour, zone, now)


def due(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """The numbers of choices whose moment has come, the longest due first."""
    return session.scalars(
        select(ReminderChoice.id).where(ReminderChoice.next_at <= now)
        .order_by(ReminderChoice.next_at).limit(limit)
    ).all()


def take(session: Session, number: int, now: datetime) -> ReminderChoice | None:
    """Hold a choice where it is still due and nobody else holds it."""
    return session.scalars(
        select(ReminderChoice)
        .where(ReminderChoice.id == number, ReminderChoice.next_at <= now)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def addressee(session: Session, patient_id: str) -> Patient | None:
    """A patient who has an active account; None where they have none."""
    return session.scalars(
        select(Patient).join(Person, Person.id == Patient.person_id)
        .where(Patient.id == patient_id, Person.active)
    ).one_or_none()


def newest_recovery(session: Session, patient_id: str) -> tuple[Given, int] | None:
    """The patient's newest recovery with its open level; None before the first treatment."""
    for *row, level in plain_rows(session, _NEWEST, {"patient_id": patient_id}):
        return Given(*row), level
    return None


def mailed_on(session: Session, patient_id: str, day: date) -> bool:
    """Whether a date's reminder was mailed."""
    return session.scalar(
        select(Reminder.id).where(Reminder.patient_id == patient_id, Reminder.local_date == day)
    ) is not None


def refusals(session: Session, recovery_id: str, recipient: str, since: datetime) -> int:
    """How many reminders to an address were given up since a moment."""
    return session.scalar(
        select(func.count(Outbox.id)).where(
            Outbox.recovery_id == recovery_id, Outbox.template == TEMPLATE,
            Outbox.recipient == recipient, Outbox.state == GIVEN_UP, Outbox.created_at >= since)
    ) or 0


def end_links(session: Session, patient_id: str, now: datetime) -> None:
    """Let no link that was mailed to a patient open anything any more."""
    session.execute(
        update(Reminder).where(Reminder.patient_id == patient_id, Reminder.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_links_of_person(session: Session, person_id: int, now: datetime) -> None:
    """The same by the number of the account."""
    session.execute(
        update(Reminder)
        .where(Reminder.ended_at.is_(None), Reminder.patient_id.in_(
            select(Patient.id).where(Patient.person_id == person_id)))
        .values(ended_at=now).execution_options(synchronize_session=False)
    )


def opened_by(
    session: Session, link_hash: str, now: datetime
) -> Row[Reminder, Person] | None:
    """The reminder whose link this is, while it opens something, and whose account."""
    return session.execute(
        select(Reminder, Person)
        .join(Patient, Patient.id == Reminder.patient_id)
        .join(Person, Person.id == Patient.person_id)
        .where(Reminder.link_hash == link_hash, Reminder.ended_at.is_(None),
               Reminder.expires_at > now, Person.active)
    ).unique().one_or_none()


def of_unsubscribe(session: Session, unsubscribe_hash: str) -> Reminder | None:
    """The reminder in whose mail this unsubscribe link stood; such a link holds for good."""
    return session.scalars(
        select(Reminder).where(Reminder.unsubscribe_hash == unsubscribe_hash)
    ).one_or_none()
