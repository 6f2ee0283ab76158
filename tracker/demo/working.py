"""What the demo's clinicians have done already: alerts worked, patients written to."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care import alerts, messages, own_messages
from tracker.care.viewer import Viewer
from tracker.recovery.outcomes import OUTCOMES
from tracker.store import alarms

TURNED_OUT = {"infection": "infection_confirmed", "hypersensitivity": "contact_dermatitis"}
"""What an alert of a kind turned out to be, where the outcome bears another name."""


def work_alerts(
    session: Session, staff: Viewer, recovery_id: str, chance: random.Random, now: datetime
) -> None:
    """Some alerts have been taken or resolved already, as on a working day."""
    for alert in alarms.alerts_of(session, recovery_id):
        age = now - alert.raised_at
        if age > timedelta(days=1) and chance.random() < 0.5:
            alerts.acknowledge(session, staff, recovery_id,
                               now=alert.raised_at + timedelta(hours=2))
        if age > timedelta(days=6) and chance.random() < 0.5:
            code = TURNED_OUT.get(alert.kind, alert.kind)
            alerts.resolve(session, staff, recovery_id, alert.id,
                           code if code in OUTCOMES else "other", "Seen at the clinic",
                           now=alert.raised_at + timedelta(days=5))


def correspond(
    session: Session, staff: Viewer, patient: Viewer, recovery_id: str, now: datetime
) -> None:
    """The clinic wrote this morning and asked for a photo; the patient answered an hour ago."""
    messages.write(session, staff, recovery_id, "Have you put anything new on your skin?",
                   now=now - timedelta(hours=3))
    messages.ask(session, staff, recovery_id, "photo", now=now - timedelta(hours=3))
    own_messages.answer(session, patient, recovery_id,
                        "Yes, a cream with vitamin C since yesterday.",
                        now=now - timedelta(hours=1))
