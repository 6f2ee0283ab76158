"""Whether mail flows: the worker's heartbeats and the outbox, by one indexed query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from tracker.store.alerts import GIVEN_UP, QUEUED, Outbox
from tracker.store.heartbeat import DELIVERY, TELLING, Heartbeat
from tracker.store.outbox import in_state
from tracker.store.scope import plain_rows
from tracker.store.types import UtcTime


class Flow(NamedTuple):
    """The worker's last sweep, and of the mails in the session's scope how many wait, the oldest,
    the oldest queued after any mail was last accepted, and how many were given up lately; when the
    worker last looked whom to tell next."""

    last_sweep: datetime | None
    waiting: int
    oldest: datetime | None
    behind: datetime | None
    given_up: int
    last_telling: datetime | None


_telling = aliased(Heartbeat)
_WAITING = select(func.count(Outbox.id)).where(in_state(QUEUED))
_FLOW = select(
    Heartbeat.swept_at,
    _WAITING.scalar_subquery(),
    _WAITING.with_only_columns(func.min(Outbox.created_at)).scalar_subquery(),
    _WAITING.with_only_columns(func.min(Outbox.created_at))
    .where(or_(Heartbeat.accepted_at.is_(None), Outbox.created_at > Heartbeat.accepted_at))
    .correlate(Heartbeat).scalar_subquery(),
    select(func.count(Outbox.id))
    .where(in_state(GIVEN_UP), Outbox.carrier.is_(None),
           Outbox.created_at >= bindparam("given_up_since", type_=UtcTime))
    .scalar_subquery(),
    select(_telling.swept_at).where(_telling.name == TELLING).scalar_subquery(),
).where(Heartbeat.name == DELIVERY)


def flow(session: Session, given_up_since: datetime) -> Flow:
    """How mail flows; `given_up` counts those queued since a moment."""
    found, = plain_rows(session, _FLOW, {"given_up_since": given_up_since})
    return Flow(*found)
