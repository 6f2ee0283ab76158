"""The worker: Huey's consumer for what it is woken for, and a sweep for everything else."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from tracker.care.reminding import BATCH, queue_due
from tracker.jobs.orphans import sweep_until
from tracker.jobs.queue import Queue
from tracker.jobs.sealing import seal_until
from tracker.jobs.telling import tell_until
from tracker.mail.deliver import deliver_due, deliver_one
from tracker.mail.transport import NoServer, Transport, transport_for

SWEEP_SECONDS = 5.0
REMIND_SECONDS = 30.0
THREADS = 4
POLL_SECONDS = 0.05
log = logging.getLogger(__name__)


def run_worker(config: Config, engine: Engine, queue: Queue) -> None:
    """Work until told to stop (SIGTERM or SIGINT)."""
    stop = threading.Event()
    sender = _Sender(config, engine)
    queue.handle = sender.deliver
    loops = [
        threading.Thread(target=sender.sweep_until, args=(stop,), name="sweep", daemon=True),
        threading.Thread(target=sender.remind_until, args=(stop, queue), name="remind",
                         daemon=True),
    ]
    if sender.transport is not None:
        loops.append(threading.Thread(target=tell_until, args=(engine, queue, stop), name="tell",
                                      daemon=True))
    # Not waited for at the end: what they leave is found when they start over.
    threading.Thread(target=sweep_until, args=(config, engine, stop), name="photos",
                     daemon=True).start()
    threading.Thread(target=seal_until, args=(engine, stop), name="seal", daemon=True).start()
    for loop in loops:
        loop.start()
    consumer = queue.huey.create_consumer(
        workers=THREADS, initial_delay=POLL_SECONDS, max_delay=POLL_SECONDS, periodic=False,
        check_worker_health=True,
    )
    consumer.run()
    stop.set()
    for loop in loops:
        loop.join()


class _Sender:
    """What the worker does with mails. Errors are told without their data: logs hold no names."""

    def __init__(self, config: Config, engine: Engine) -> None:
        self.config, self.engine = config, engine
        self.transport: Transport | None = None
        try:
            self.transport = transport_for(config)
        except NoServer as error:
            # It stays up and leaves no heartbeat, so that doctor and pages say that mail is stuck.
            log.error("%s; mails wait until it is set and the worker started anew", error)

    def deliver(self, message_id: str) -> None:
        """Send one mail that somebody woke us for."""
        if self.transport is None:
            return
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                deliver_one(session, message_id, self.transport, self.config, clock=_now)
        except Exception as error:
            log.error("mail %s is left to the sweep: %s", message_id, type(error).__name__)

    def sweep_until(self, stop: threading.Event) -> None:
        """Look again and again for mails that nobody woke us for."""
        while self.transport is not None:
            try:
                with Session(self.engine, expire_on_commit=False) as session:
                    deliver_due(session, self.transport, self.config, clock=_now)
            except Exception as error:
                # Whatever fails now, the next sweep must still come.
                log.error("the sweep failed: %s", type(error).__name__)
            if stop.wait(SWEEP_SECONDS):
                return

    def remind_until(self, stop: threading.Event, queue: Queue) -> None:
        """Look again and again whose reminder is due, batch after batch while there are many."""
        while self.transport is not None:
            seen = 0
            try:
                with Session(self.engine, expire_on_commit=False) as session:
                    seen, mails = queue_due(session, now=_now())
                queue.wake(mails)
            except Exception as error:
                log.error("reminders failed: %s", type(error).__name__)
            if stop.wait(0 if seen == BATCH else REMIND_SECONDS):
                return


def _now() -> datetime:
    """The worker's clock."""
    return datetime.now(UTC)
