"""The state of an installation: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from config import Config
from tracker.jobs.queue import Queue
from tracker.mail.transport import check_transport
from tracker.store import migrations


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says how to mend it where it is not well."""

    subject: str
    well: bool
    detail: str
    advice: str = ""
    needed_to_serve: bool = True


def examine(config: Config, engine: Engine, queue: Queue, *, mail: bool = False) -> list[Finding]:
    """Look at database, migrations, queue, mail (on request) and photo store."""
    findings = [
        _look("database", lambda: migrations.ping(engine),
              "check TRACKER_DATABASE_URL, and that the server runs"),
        _look("migrations", lambda: migrations.require_current(engine),
              "run `tracker db upgrade`"),
        _look("queue", lambda: f"{queue.waiting()} waiting",
              "the queue lives beside the database; check its folder or server"),
    ]
    if mail:
        findings += [
            _look("mail", lambda: check_transport(config.mail_url),
                  "check TRACKER_MAIL_URL, user and password", needed=False),
            _look("photo store", lambda: _photo_store(config.photo_url),
                  "check TRACKER_PHOTO_URL and the folder's rights", needed=False),
        ]
    return findings


def _look(
    subject: str, look: Callable[[], object], advice: str, *, needed: bool = True
) -> Finding:
    try:
        return Finding(subject, True, str(look() or "ok"), needed_to_serve=needed)
    except Exception as error:
        # Whatever fails, the doctor's own work is to say so and look on.
        return Finding(subject, False, f"{type(error).__name__}: {error}".splitlines()[0], advice,
                       needed)


def _photo_store(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "file":
        return f"{parts.scheme} store, not looked into: photos are not stored yet"
    folder = Path(url.removeprefix("file:").removeprefix("//"))
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".doctor"
    probe.write_text("ok")
    probe.unlink()
    return "folder can be written"
