"""The queue. It only wakes: Huey forgets a task before running it, so the outbox is the truth."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from config import Config

log = logging.getLogger(__name__)


class Queue:
    """The way to wake the worker; `handle` is what the worker does with a mail's
    Message-ID.

    Huey connects as it is made, so that is left until somebody needs it: the pages are served
    while the queue cannot be reached.
    """

    def __init__(self, connect: Callable[[], Huey]) -> None:
        self.handle: Callable[[str], object] | None = None
        self._connect = connect
        self._connected: tuple[Huey, Callable[[str], object]] | None = None
        self._connecting = threading.Lock()

    @property
    def huey(self) -> Huey:
        """Huey itself, connected. Raises what its database raises."""
        return self._parts()[0]

    def _parts(self) -> tuple[Huey, Callable[[str], object]]:
        with self._connecting:
            if self._connected is None:
                huey = self._connect()
                self._connected = huey, huey.task(name="deliver")(self._delivered)
            return self._connected

    def _delivered(self, message_id: str) -> None:
        if self.handle is not None:
            self.handle(message_id)

    def wake(self, mails: Sequence[str]) -> None:
        """Tell the worker that these mails wait. Never fails: the sweep finds them anyway."""
        try:
            for message_id in mails:
                self._parts()[1](message_id)
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
    return Queue(lambda: _connect(config))


def _connect(config: Config) -> Huey:
    signed = SignedSerializer(secret=config.secret_key)
    if config.sqlite:
        config.instance.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("tracker", filename=str(config.instance / "queue.db"),
                          journal_mode="truncate", results=False, serializer=signed)
    dsn = make_url(config.database_url).set(drivername="postgresql")
    return PostgresHuey("tracker", dsn=dsn.render_as_string(hide_password=False),
                        results=False, serializer=signed)
