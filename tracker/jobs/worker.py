"""The worker: Huey's consumer for what it is woken for, and a sweep for everything else."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from tracker.jobs.queue import Queue
from tracker.mail.deliver import deliver_due, deliver_one
from tracker.mail.transport import transport_for

SWEEP_SECONDS = 5.0
THREADS = 4
POLL_SECONDS = 0.05
log = logging.getLogger(__name__)


def run_worker(config: Config, engine: Engine, queue: Queue) -> None:
    """Work until told to stop (SIGTERM or SIGINT)."""
    transport = transport_for(config.mail_url)

    def deliver(mail_id: int) -> None:
        with Session(engine, expire_on_commit=False) as session:
            deliver_one(session, mail_id, transport, config, now=datetime.now(UTC))

    def sweep() -> None:
        while not stop.wait(SWEEP_SECONDS):
            try:
                with Session(engine, expire_on_commit=False) as session:
                    deliver_due(session, transport, config, now=datetime.now(UTC))
            except Exception:
                # Whatever fails now, the next sweep must still come.
                log.exception("the sweep failed")

    stop = threading.Event()
    queue.handle = deliver
    sweeper = threading.Thread(target=sweep, name="sweep", daemon=True)
    sweeper.start()
    consumer = queue.huey.create_consumer(
        workers=THREADS, initial_delay=POLL_SECONDS, max_delay=POLL_SECONDS, periodic=False,
        check_worker_health=True,
    )
    consumer.run()
    stop.set()
    sweeper.join()
