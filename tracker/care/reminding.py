"""The sweep that queues reminders: each at most once, whoever sweeps and however often."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.patients import token_hash
from tracker.recovery import reminding
from tracker.recovery.assessment import Level
from tracker.recovery.days import day_number
from tracker.store import alarms, entries, outbox, trail
from tracker.store import reminder_queries as queries
from tracker.store.database import writing
from tracker.store.given import Given
from tracker.store.health import Patient
from tracker.store.reminders import Reminder, ReminderChoice
from tracker.store.rows import add_row
from tracker.store.scope import EVERYBODY, set_scope

BATCH = 100
LINK_LASTS = timedelta(hours=24)
MOST_REFUSALS = 3
"""An address that refused so many reminders since the choice gets none any more."""


def queue_due(session: Session, *, now: datetime, limit: int = BATCH) -> tuple[int, list[str]]:
    """Queue the reminders whose moment has come; returns how many were looked at, and the mails.

    Each is a short transaction of its own: the choice is held, so that of two who sweep at once
    one finds it done, and its next moment is written with the mail.
    """
    set_scope(session, EVERYBODY)
    waiting = queries.due(session, now, limit)
    session.commit()
    mails: list[str] = []
    for number in waiting:
        with writing(session):
            row = queries.take(session, number, now)
            if row is not None and (mail := _one(session, row, now)):
                mails.append(mail)
    return len(waiting), mails


def _one(session: Session, row: ReminderChoice, now: datetime) -> str | None:
    """Decide about one patient, and set the next moment to look."""
    patient = queries.addressee(session, row.patient_id)
    if patient is None or row.next_at is None:
        row.next_at = None
        return None
    due = reminding.latest_due(row.hour, patient.zone, row.next_at, now)
    row.next_at = reminding.next_due(row.hour, patient.zone, now)
    newest = queries.newest_recovery(session, patient.id)
    if newest is None or not reminding.in_time(due, now, patient.zone):
        return None
    recovery, level = newest
    if due < recovery.treated_at or not _wanted(session, recovery, level, now):
        return None
    if queries.mailed_on(session, patient.id, reminding.local_date(due, patient.zone)):
        return None
    refused = queries.refusals(session, recovery.id, patient.email, row.chosen_at)
    if refused >= MOST_REFUSALS:
        row.active, row.next_at = False, None
        trail.record(session, clinic_id=row.clinic_id, person_id=None, now=now,
                     action="reminders off", patient_id=patient.id, detail="address refused")
        return None
    return _queue(session, patient, recovery, due, now)


def _wanted(session: Session, row: Given, level: int, now: datetime) -> bool:
    known = entries.as_recovery(row, entries.current_entries(session, row.id)).entries
    return reminding.wanted(day_number(row.treated_at, now, row.zone), known,
                            alert_open=level >= Level.CONCERN)


def _queue(
    session: Session, patient: Patient, recovery: Given, due: datetime, now: datetime
) -> str:
    """Write the reminder and its mail; older links of the patient open nothing from here on."""
    link, stop = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    queries.end_links(session, patient.id, now)
    add_row(session, Reminder, {
        "clinic_id": recovery.clinic_id, "patient_id": patient.id, "recovery_id": recovery.id,
        "local_date": reminding.local_date(due, patient.zone), "link_hash": token_hash(link),
        "unsubscribe_hash": token_hash(stop), "queued_at": now, "expires_at": now + LINK_LASTS})
    trail.record(session, clinic_id=recovery.clinic_id, person_id=None, now=now,
                 action="reminder mailed", patient_id=patient.id, recovery_id=recovery.id)
    return outbox.queue_mail(
        session, clinic_id=recovery.clinic_id, recipient=patient.email,
        recipient_name=patient.name, template=queries.TEMPLATE, now=now, recovery_id=recovery.id,
        context={"clinic": alarms.clinic(session, recovery.clinic_id).name,
                 "language": patient.language,
                 "path": f"/today/{link}", "unsubscribe": f"/reminders/stop/{stop}",
                 "until": (due + reminding.LATE).isoformat()},
    )
