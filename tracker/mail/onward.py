"""An alert that nobody could be told of goes on to the next people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.store import alarms, outbox
from tracker.store.alerts import GIVEN_UP, Outbox


def pass_on(session: Session, row: Outbox, now: datetime) -> int:
    """After a mail was given up: where no mail of its alert arrived or may yet arrive, queue it
    for the next people in turn. Returns for how many; in the caller's own transaction.

    Everybody gets an alert at most once, so this ends when all have been tried.
    """
    if row.alert_id is None:
        return 0
    alert = alarms.alert_to_tell(session, row.alert_id)
    mails = outbox.states_of_alert(session, alert.id)
    if alert.acknowledged_at is not None or any(m.state != GIVEN_UP for m in mails):
        return 0
    people = alarms.next_to_tell(session, row.clinic_id, {m.recipient for m in mails})
    for email, name in people:
        outbox.queue_mail(
            session, clinic_id=row.clinic_id, recipient=email, recipient_name=name,
            template=row.template, context=row.context, now=now, alert=alert,
        )
    return len(people)
