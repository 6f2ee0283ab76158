"""An alert that nobody could be told of goes on to the next people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.recovery.assessment import Level
from tracker.store import alarms, digests, duty_queries, outbox
from tracker.store.alerts import GIVEN_UP, Alert, Outbox


def pass_on(session: Session, row: Outbox, words: str, now: datetime) -> int:
    """After a mail was given up: where no mail of its alert arrived or may yet arrive, queue it
    for the next people in turn. Returns for how many; in the caller's own transaction.

    A digest does so for each alert that it carried. Everybody gets an alert at most once, so this
    ends when all have been tried.
    """
    carried = digests.settle_carried(session, row, state=GIVEN_UP, answer=outbox.storable(words))
    numbers = [one.alert_id for one in (row, *carried) if one.alert_id is not None]
    return sum(_pass_on(session, row.clinic_id, number, now) for number in numbers)


def _pass_on(session: Session, clinic_id: int, alert_id: int, now: datetime) -> int:
    alert = alarms.alert_to_tell(session, alert_id)
    mails = outbox.states_of_alert(session, alert.id)
    if not untaken(alert) or any(m.state != GIVEN_UP for m in mails):
        return 0
    people = duty_queries.team(session, clinic_id, now).to_tell(
        now, {m.recipient for m in mails})
    context = {"path": f"/recoveries/{alert.recovery_id}", "urgent": alert.weight == Level.URGENT,
               "clinic": alarms.clinic(session, clinic_id).name}
    for one in people:
        outbox.queue_mail(
            session, clinic_id=clinic_id, recipient=one.email, recipient_name=one.name,
            template="alert", context=context, now=now, alert=alert,
        )
    return len(people)


def untaken(alert: Alert) -> bool:
    """Whether an alert still waits for somebody to take it."""
    return alert.acknowledged_at is None and alert.resolved_at is None
