"""The worker's look at whom to tell next, and at what only time shows."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.care.daily_look import look_around
from tracker.care.telling import tell_due
from tracker.jobs.queue import Queue

EVERY_SECONDS = 15.0
log = logging.getLogger(__name__)


def tell_until(engine: Engine, queue: Queue, stop: threading.Event) -> None:
    """Look again and again. Whatever fails is told, and comes again with the next look."""
    while True:
        for look in (_tell, _look):
            try:
                with Session(engine, expire_on_commit=False) as session:
                    queue.wake(look(session, datetime.now(UTC)))
            except Exception as error:
                log.error("%s failed: %s", look.__name__, type(error).__name__)
        if stop.wait(EVERY_SECONDS):
            return


def _tell(session: Session, now: datetime) -> list[str]:
    return tell_due(session, now=now)[1]


def _look(session: Session, now: datetime) -> list[str]:
    return look_around(session, now=now)
