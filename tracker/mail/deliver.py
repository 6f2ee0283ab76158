"""Delivering from the outbox.

1. Claim: take the lease on a row where it is queued, due and free, and commit.
2. Send, outside any transaction.
3. Settle: write the outcome where the lease is still ours, and commit.

A process killed before 2 has sent nothing; its lease runs out and the sweep takes the row again.
Killed between 2 and 3, the mail goes out twice with the same Message-ID: what cannot be known is
repeated rather than lost. A mail that can never go out is given up in sight, with the reason; if it
told of an alert, the next people are told.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Config
from tracker.mail.message import compose
from tracker.mail.onward import pass_on, untaken
from tracker.mail.transport import Permanent, Temporary, Transport
from tracker.store import alarms, digests, heartbeat, outbox
from tracker.store.alerts import SENT, Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

LEASE = timedelta(seconds=60)
BEAT = timedelta(seconds=10)
WAITS = tuple(
    timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 30, 60, 120, 240, 360, 480, 720, 840)
)
"""Growing waits between tries: 48 hours in all."""
DIGEST, ESCALATION = "digest", "escalation"
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


def deliver_one(
    session: Session, message_id: str, transport: Transport, config: Config, *, clock: Clock
) -> bool:
    """Deliver one mail if it is due and free; returns whether it was accepted.

    The clock is asked anew at each step: a lease counts from the moment it is taken.
    """
    set_scope(session, EVERYBODY)
    token = secrets.token_hex(16)
    with writing(session):
        now = clock()
        row = outbox.claim(session, message_id, token, now, now + LEASE)
    if row is None:
        return False
    if row.tries > len(WAITS) + 1:
        # Tried so often without an outcome, it is what its senders die of.
        _give_up(session, row, token, f"tried {row.tries - 1} times without an outcome", clock())
        return False
    return _send(session, row, token, transport, config, clock)


def _send(
    session: Session, row: Outbox, token: str, transport: Transport, config: Config, clock: Clock
) -> bool:
    """Hand over a mail that is ours and write down what came of it."""
    try:
        message = compose(row, config)
    except Exception as fault:
        _give_up(session, row, token, f"cannot be composed: {_words(fault)}", clock())
        return False
    if _stale(row, clock):
        _give_up(session, row, token, f"not sent in time; {row.answer}".strip("; "), clock())
        return False
    if _needless(session, row):
        with writing(session):
            outbox.dropped(session, row.id, token, "taken before it was sent")
        return False
    try:
        answer = transport.send(message)
    except Permanent as refusal:
        _give_up(session, row, token, str(refusal), clock())
        return False
    except Exception as trouble:
        _later(session, row, token, _words(trouble), clock())
        return False
    with writing(session):
        heartbeat.accepted(session, clock())
        settled = outbox.sent(session, row.id, token, answer, clock())
        if settled and row.template == DIGEST:
            digests.settle_carried(session, row, state=SENT, sent_at=clock(), tries=row.tries)
        return settled


def _stale(row: Outbox, clock: Clock) -> bool:
    """Whether a mail that says until when it helps comes too late."""
    until = row.context.get("until")
    return until is not None and clock() > datetime.fromisoformat(until)


def _needless(session: Session, row: Outbox) -> bool:
    """Whether a mail to the next people comes after somebody took the alert."""
    if row.template != ESCALATION or row.alert_id is None:
        return False
    return not untaken(alarms.alert_as_it_is(session, row.alert_id))


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, Temporary) else f"{type(error).__name__}: {error}"


def _give_up(session: Session, row: Outbox, token: str, words: str, now: datetime) -> None:
    """Park a mail where it is seen; if it told of an alert, tell the next people."""
    with writing(session):
        if outbox.given_up(session, row.id, token, words):
            pass_on(session, row, words, now)
    log.warning("mail %s was given up", row.id)


def _later(session: Session, row: Outbox, token: str, words: str, now: datetime) -> None:
    if row.tries > len(WAITS):
        _give_up(session, row, token, words, now)
        return
    with writing(session):
        settled = outbox.again(session, row.id, token, words, now + WAITS[row.tries - 1])
        if settled and row.template == DIGEST:
            digests.settle_carried(session, row, tries=row.tries, answer=outbox.storable(words))
    log.warning("mail %s not accepted on try %s", row.id, row.tries)


def deliver_due(
    session: Session, transport: Transport, config: Config, *, clock: Clock, limit: int = 100
) -> int:
    """Deliver what is due, urgent first; returns how many were accepted.

    Leaves word that it swept, again and again while a long batch goes out slowly.
    """
    set_scope(session, EVERYBODY)
    beaten = _beat(session, clock(), None)
    waiting = outbox.due(session, clock(), limit)
    session.commit()
    accepted = 0
    for one in waiting:
        try:
            accepted += deliver_one(session, one, transport, config, clock=clock)
        except OperationalError:
            # The database itself fails: the next sweep tries again.
            raise
        except Exception as fault:
            # Whatever one mail does, the others go out. Its lease runs out by itself.
            session.rollback()
            log.error("mail %s: %s", one, type(fault).__name__)
        beaten = _beat(session, clock(), beaten)
    return accepted


def _beat(session: Session, now: datetime, before: datetime | None) -> datetime:
    if before is not None and now - before < BEAT:
        return before
    with writing(session):
        heartbeat.swept(session, now)
    return now
