"""Telling of alerts: at once, together at the clinic's hour, and on to the next people.

1. An entry that raises a concern or more plans in its own transaction: it queues the mails of what
   is told at once, and notes on each alert when the worker has to look at it (`tell_at`).
2. What was held back (quiet hours, a digest) is told together: one mail to each person, whose rows
   for the single alerts share its fate.
3. What nobody took in time goes to whose turn is next, then to the managers. Each step is a
   transaction in which the alert is held: of two workers one does it, and one that is killed has
   done all of it or nothing. Nobody gets an alert twice: the database refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.duty.rota import Rota
from tracker.duty.team import FIRST, LAST, NOBODY, Colleague, Team
from tracker.recovery.assessment import Level
from tracker.store import alarms, duty_queries, heartbeat, outbox
from tracker.store.alerts import Alert
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

BATCH = 100


@dataclass(frozen=True)
class Plan:
    """Who is told of an entry's alerts, and the clinic's rules about it."""

    team: Team
    people: Sequence[Colleague]

    def told_at_once(self, alert: Alert, now: datetime) -> bool:
        """Note on a new alert what comes next; returns whether it is mailed now."""
        if alert.weight < Level.CONCERN:
            return False
        held = self.team.rules.held_until(alert.weight, now, self.team.rota.zone)
        alert.told_stage = NOBODY if held else FIRST
        alert.tell_at = held or now + self.team.rules.patience(alert.weight)
        return held is None


def plan(session: Session, clinic_id: int, alerts: Sequence[Alert], now: datetime) -> Plan:
    """Find out whom to tell; asks nothing where there is nothing to tell."""
    if all(alert.weight < Level.CONCERN for alert in alerts):
        return Plan(Team(Rota("UTC")), ())
    team = duty_queries.team(session, clinic_id, now)
    return Plan(team, team.to_tell(now))


def tell_due(session: Session, *, now: datetime, limit: int = BATCH) -> tuple[int, list[str]]:
    """Tell whom it is time to tell; returns how many alerts were looked at, and the mails.

    Leaves word that it looked.
    """
    set_scope(session, EVERYBODY)
    waiting = alarms.to_tell(session, now, limit)
    session.commit()
    mails: list[str] = []
    for clinic_id in dict.fromkeys(row.clinic_id for row in waiting if row.told_stage == NOBODY):
        with writing(session):
            mails += _digest(session, clinic_id, now)
    for row in waiting:
        if row.told_stage != NOBODY:
            with writing(session):
                mails += _further(session, row.id, now)
    with writing(session):
        heartbeat.swept(session, now, heartbeat.TELLING)
    return len(waiting), mails


def _further(session: Session, number: int, now: datetime) -> list[str]:
    """Tell the next people of one alert that nobody took."""
    alert = alarms.take_to_tell(session, number, now)
    if alert is None:
        return []
    if alert.weight < Level.CONCERN:
        # A clinician set it lower meanwhile: it is watched, and nobody needs to be told.
        alert.tell_at = None
        return []
    team = duty_queries.team(session, alert.clinic_id, now)
    quiet = team.rules.quiet_end(alert.weight, now, team.rota.zone)
    if quiet is not None:
        alert.tell_at = quiet
        return []
    told = {mail.recipient for mail in outbox.states_of_alert(session, alert.id)}
    people, stage = team.to_tell_next(now, told, alert.told_stage)
    # Where nobody has been found yet, it is looked again: the clinic may add somebody.
    alert.told_stage = stage if people or told else alert.told_stage
    alert.tell_at = (None if alert.told_stage == LAST
                     else now + team.rules.patience(alert.weight))
    words = {"path": f"/recoveries/{alert.recovery_id}", "clinic": team.clinic,
             "urgent": alert.weight == Level.URGENT}
    return [outbox.queue_mail(session, clinic_id=alert.clinic_id, recipient=one.email,
                              recipient_name=one.name, template="escalation", context=words,
                              now=now, alert=alert) for one in people]


def _digest(session: Session, clinic_id: int, now: datetime) -> list[str]:
    """One mail to each person on call about all that was held back until now: a number, a link."""
    # One after the other: of two workers, one finds nothing left.
    duty_queries.rules_row(session, clinic_id, held=True)
    held = alarms.held_back(session, clinic_id, now)
    alerts = [alert for alert in held if alert.weight >= Level.CONCERN]
    for lowered in set(held) - set(alerts):
        lowered.tell_at = None
    if not alerts:
        return []
    team = duty_queries.team(session, clinic_id, now)
    people = team.to_tell(now)
    words = {"path": "/triage", "clinic": team.clinic,
             "count": len({alert.recovery_id for alert in alerts})}
    mails = []
    for one in people:
        told: dict[str, Any] = {"recipient": one.email, "recipient_name": one.name, "now": now,
                                "clinic_id": clinic_id, "template": "digest"}
        mails.append(outbox.queue_mail(session, context=words, **told))
        for alert in alerts:
            outbox.queue_mail(session, context={}, alert=alert, carrier=mails[-1], **told)
    for alert in alerts:
        alert.told_stage, alert.tell_at = FIRST, now + team.rules.patience(alert.weight)
    return mails
