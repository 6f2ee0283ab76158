"""Delivering from the outbox.

1. Claim: take the lease on a row where it is queued, due and free, and commit.
2. Send, outside any transaction.
3. Settle: write the outcome where the lease is still ours, and commit.

A process killed before 2 has sent nothing; its lease runs out and the sweep takes the row again.
Killed between 2 and 3, the mail goes out twice with the same Message-ID: what cannot be known is
repeated rather than lost.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config import Config
from tracker.mail.message import compose
from tracker.mail.transport import Permanent, Temporary, Transport
from tracker.store import outbox
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

LEASE = timedelta(seconds=60)
WAITS = tuple(
    timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 480, 720, 840)
)
"""Growing waits between tries: 48 hours in all."""
log = logging.getLogger(__name__)


def deliver_one(
    session: Session, outbox_id: int, transport: Transport, config: Config, *, now: datetime
) -> bool:
    """Deliver one mail if it is due and free; returns whether it was accepted."""
    set_scope(session, EVERYBODY)
    token = secrets.token_hex(16)
    with writing(session):
        row = outbox.claim(session, outbox_id, token, now, now + LEASE)
    if row is None:
        return False
    try:
        answer = transport.send(compose(row, config))
    except Permanent as refusal:
        with writing(session):
            outbox.given_up(session, row.id, token, str(refusal))
        log.warning("mail %s was refused", row.id)
        return False
    except Temporary as trouble:
        _later(session, row, token, str(trouble), now)
        return False
    except ValueError as fault:
        # A row that cannot be composed must not be tried for ever, nor stop the others.
        with writing(session):
            outbox.given_up(session, row.id, token, f"cannot be composed: {fault}")
        return False
    with writing(session):
        return outbox.sent(session, row.id, token, answer, now)


def _later(session: Session, row: Outbox, token: str, words: str, now: datetime) -> None:
    with writing(session):
        if row.tries > len(WAITS):
            outbox.given_up(session, row.id, token, words)
        else:
            outbox.again(session, row.id, token, words, now + WAITS[row.tries - 1])
    log.warning("mail %s not accepted on try %s", row.id, row.tries)


def deliver_due(
    session: Session, transport: Transport, config: Config, *, now: datetime, limit: int = 100
) -> int:
    """Deliver what is due, urgent first; returns how many were accepted."""
    set_scope(session, EVERYBODY)
    ids = outbox.due_ids(session, now, limit)
    session.commit()
    return sum(deliver_one(session, one, transport, config, now=now) for one in ids)
