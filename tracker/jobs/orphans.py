"""The worker's daily look for photo files that no row names."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from tracker.care.photo_upkeep import sweep_orphans
from tracker.store.blobs import Blobs

EVERY_SECONDS = 86_400.0
log = logging.getLogger(__name__)


def sweep_until(config: Config, engine: Engine, stop: threading.Event) -> None:
    """Sweep now and once a day. Whatever fails is told, and tried again the next day."""
    blobs = Blobs(config.photo_url)
    while True:
        try:
            with Session(engine, expire_on_commit=False) as session:
                if swept := sweep_orphans(session, blobs, now=datetime.now(UTC)):
                    log.warning("%s files without a photo were removed", swept)
        except Exception as error:
            log.error("photo files were not swept: %s: %s", type(error).__name__, error)
        if stop.wait(EVERY_SECONDS):
            return
