"""What came lately, over all clinics: of the newest rows by their number, so no table is read whole
however long it has grown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from tracker.store.alerts import Alert, Outbox
from tracker.store.scope import plain_rows
from tracker.store.types import UtcTime

NEWEST = 5000
"""So many of the newest rows are looked at; where more came, the count stays at these."""
_mails = (select(Outbox.state, Outbox.created_at).order_by(Outbox.id.desc()).limit(NEWEST)
          .subquery())
_alerts = select(Alert.level, Alert.raised_at).order_by(Alert.id.desc()).limit(NEWEST).subquery()
_since = bindparam("since", type_=UtcTime)
_MAILS = (select(_mails.c.state, func.count()).where(_mails.c.created_at >= _since)
          .group_by(_mails.c.state))
_ALERTS = (select(_alerts.c.level, func.count()).where(_alerts.c.raised_at >= _since)
           .group_by(_alerts.c.level))


def mails_by_state(session: Session, since: datetime) -> Mapping[str, int]:
    """How many of the mails queued since then are in each state now."""
    return dict(plain_rows(session, _MAILS, {"since": since}))


def alerts_by_level(session: Session, since: datetime) -> Mapping[int, int]:
    """How many alerts were raised since then, by the core's level."""
    return dict(plain_rows(session, _ALERTS, {"since": since}))
