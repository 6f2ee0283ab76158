"""The worker's sealing of the audit trail."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.care.sealing import seal

EVERY_SECONDS = 10.0
COMPLETE_EVERY = 8640
"""Every so many looks, once a day, the whole trail is looked through."""
log = logging.getLogger(__name__)


def seal_until(engine: Engine, stop: threading.Event) -> None:
    """Seal again and again. Whatever fails is told, and tried again with the next look."""
    looks = 0
    while True:
        try:
            with Session(engine, expire_on_commit=False) as session:
                seal(session, now=datetime.now(UTC), everything=looks % COMPLETE_EVERY == 0)
            looks += 1
        except Exception as error:
            log.error("the audit trail was not sealed: %s", type(error).__name__)
        if stop.wait(EVERY_SECONDS):
            return
