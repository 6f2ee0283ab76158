"""The queue. It only wakes: Huey forgets a task before running it, so the outbox is the truth."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from config import Config

log = logging.getLogger(__name__)


class Queue:
    """The way to wake the worker; `handle` is what the worker does with a mail's id."""

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self.handle: Callable[[int], object] | None = None
        self._deliver = huey.task(name="deliver")(self._delivered)

    def _delivered(self, mail_id: int) -> None:
        if self.handle is not None:
            self.handle(mail_id)

    def wake(self, mail_ids: Sequence[int]) -> None:
        """Tell the worker that these mails wait. Never fails: the sweep finds them anyway."""
        try:
            for mail_id in mail_ids:
                self._deliver(mail_id)
        except Exception:
            # The entry is committed by now; it must not be lost on the queue's trouble.
            log.exception("the queue could not be reached; the sweep will send")

    def waiting(self) -> int:
        """How many wake-ups wait; raises where the queue cannot be reached."""
        return int(self.huey.pending_count())


def make_queue(config: Config) -> Queue:
    """The queue in the same database server; beside SQLite, in a file of its own.

    Huey's file uses Python's own SQLite, which several writers can corrupt in WAL mode: so it
    keeps a rollback journal. Tasks are signed, so that nobody's bytes are run but ours.
    """
    signed = SignedSerializer(secret=config.secret_key)
    if config.sqlite:
        config.instance.mkdir(parents=True, exist_ok=True)
        return Queue(SqliteHuey("tracker", filename=str(config.instance / "queue.db"),
                                journal_mode="truncate", results=False, serializer=signed))
    dsn = make_url(config.database_url).set(drivername="postgresql")
    return Queue(PostgresHuey("tracker", dsn=dsn.render_as_string(hide_password=False),
                              results=False, serializer=signed))
