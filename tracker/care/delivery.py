"""Whether mail is flowing: what the doctor says and the clinic's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.store import mail_flow

SWEEP_AGE = timedelta(minutes=1)
"""A worker that has not swept for so long is taken for dead."""
TELLING_AGE = timedelta(minutes=5)
"""Nobody is told next by a worker that has not looked for so long."""
PATIENCE = timedelta(minutes=5)
"""A mail that waits for so long, with none accepted since it was queued, is stuck."""
SHOWN = timedelta(days=7)
"""Given-up mails count for so long after they were queued."""


@dataclass(frozen=True)
class DeliveryState:
    """The state of the mails in the session's scope: a clinic's, or everybody's.

    `since` is when mail was last known to flow; None while it flows, and where no worker has ever
    swept. `oldest` is when the oldest waiting mail was queued. `escalating`: whether what nobody
    takes goes on to the next people.
    """

    flowing: bool
    since: datetime | None
    waiting: int
    oldest: datetime | None
    given_up: int
    last_sweep: datetime | None
    escalating: bool = True


def delivery_state(session: Session, now: datetime) -> DeliveryState:
    """Look at the worker's heartbeat and at the outbox; one indexed query, no names."""
    found = mail_flow.flow(session, now - SHOWN)
    broken = []
    if not alive(found.last_sweep, now):
        broken.append(found.last_sweep)
    if found.behind is not None and now - found.behind > PATIENCE:
        broken.append(found.behind)
    since = min((moment for moment in broken if moment is not None), default=None)
    return DeliveryState(not broken, since, found.waiting, found.oldest, found.given_up,
                         found.last_sweep, alive(found.last_telling, now, TELLING_AGE))


def alive(last_sweep: datetime | None, now: datetime, age: timedelta = SWEEP_AGE) -> bool:
    """Whether a worker has swept lately."""
    return last_sweep is not None and now - last_sweep <= age
