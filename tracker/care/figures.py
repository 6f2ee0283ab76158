"""How the whole installation stands, in numbers: no person and no clinic can be told from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.delivery import SHOWN
from tracker.recovery.assessment import Level
from tracker.store import lately, mail_flow
from tracker.store.alerts import CARRIED, DROPPED, GIVEN_UP, QUEUED, SENT
from tracker.store.mail_flow import Flow

LATELY = timedelta(hours=1)
STATES = (QUEUED, SENT, GIVEN_UP, CARRIED, DROPPED)


@dataclass(frozen=True)
class Figures:
    """The worker's signs of life and the waiting mails; of the last hour, what became of the mails
    that were queued, and the alerts that were raised, by level."""

    flow: Flow
    mails: Mapping[str, int]
    alerts: Mapping[Level, int]


def read_figures(session: Session, now: datetime) -> Figures:
    """Count over all clinics; the session must see everybody."""
    since = now - LATELY
    mails = lately.mails_by_state(session, since)
    alerts = lately.alerts_by_level(session, since)
    return Figures(
        mail_flow.flow(session, now - SHOWN),
        {state: mails.get(state, 0) for state in STATES},
        {level: alerts.get(level, 0) for level in Level if level},
    )
