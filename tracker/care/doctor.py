"""The state of an installation: what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import Config
from tracker.care.delivery import PATIENCE, SHOWN, DeliveryState, alive, delivery_state
from tracker.care.sealing import seal_state
from tracker.jobs.queue import Queue
from tracker.mail.transport import check_transport
from tracker.store import alarms, migrations, rotation
from tracker.store.blobs import Blobs
from tracker.store.scope import EVERYBODY, set_scope


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says how to mend it where it is not well."""

    subject: str
    well: bool
    detail: str
    advice: str = ""
    needed_to_serve: bool = True


class Unwell(RuntimeError):
    """Something that works, but not as it should; the words say what."""


def examine(config: Config, engine: Engine, queue: Queue, now: datetime) -> list[Finding]:
    """What readiness asks: database, migrations, queue, whether a worker sweeps and mail flows."""
    database = _look("database", lambda: migrations.ping(engine),
                     "check TRACKER_DATABASE_URL, and that the server runs")
    waiting = _look("queue", lambda: f"{queue.waiting()} waiting",
                    "the queue lives beside the database; check its folder or server")
    if not database.well:
        return [database, waiting]
    current = _look("migrations", lambda: migrations.require_current(engine),
                    "run `tracker db upgrade`")
    if not current.well:
        return [database, current, waiting]
    worker = _look("worker", lambda: _worker(_delivery(engine, now), now),
                   "start `tracker worker`; if it runs, its log says why it does not sweep",
                   needed=False)
    flow = _look("mail flow", lambda: _flow(_delivery(engine, now)),
                 "see that `tracker worker` runs and the mail server answers", needed=False)
    return [database, current, waiting, worker, flow]


def examine_all(config: Config, engine: Engine, queue: Queue, now: datetime) -> list[Finding]:
    """Everything the doctor looks at. Where the database cannot be read, the rest is told."""
    findings = examine(config, engine, queue, now)
    findings += [
        _look("mail", lambda: check_transport(config),
              "set TRACKER_MAIL_URL to your mail server, with its user and password, and "
              "TRACKER_MAIL_FROM to an address it sends for"),
        _look("photo store", lambda: _photo_store(config.photo_url),
              "check TRACKER_PHOTO_URL, and that we may write, read and remove files there"),
    ]
    if all(f.well for f in findings if f.subject in ("database", "migrations")):
        findings += [
            _look("data keys", lambda: _keys(engine),
                  "put the key that was in use back into TRACKER_DATA_KEYS, after the newest"),
            _look("alerts", lambda: _listeners(engine),
                  "add somebody with `tracker user add ADDRESS --clinic NUMBER`"),
            _look("waiting mails", lambda: _waiting(_delivery(engine, now), now),
                  "see that `tracker worker` runs and the mail server answers"),
            _look("given-up mails", lambda: _given_up(_delivery(engine, now)),
                  "the recovery's page shows the mail server's words; mend the address or server"),
            _look("audit trail", lambda: _sealed(engine, now),
                  "see that `tracker worker` runs, then run `tracker audit verify`"),
        ]
    return findings


def _look(
    subject: str, look: Callable[[], object], advice: str, *, needed: bool = True
) -> Finding:
    try:
        return Finding(subject, True, str(look() or "ok"), needed_to_serve=needed)
    except Exception as error:
        # Whatever fails, the doctor's own work is to say so and look on.
        return Finding(subject, False, _words(error), advice, needed)


def _words(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    words = next(iter(str(cause).strip().splitlines()), "")
    # Our own words need no name of an error in front.
    return words if isinstance(error, RuntimeError) else f"{type(cause).__name__}: {words}"


def _delivery(engine: Engine, now: datetime) -> DeliveryState:
    with Session(engine) as session:
        set_scope(session, EVERYBODY)
        return delivery_state(session, now)


def _worker(state: DeliveryState, now: datetime) -> str:
    if state.last_sweep is None:
        raise Unwell("no worker has ever swept")
    words = f"last swept {span((now - state.last_sweep).total_seconds())} ago"
    if not alive(state.last_sweep, now):
        raise Unwell(words)
    return words


def _flow(state: DeliveryState) -> str:
    if not state.flowing:
        raise Unwell(f"mail does not flow; {state.waiting} waiting")
    if not state.escalating:
        raise Unwell("nobody is told next: the worker has not looked for minutes")
    return "mail flows"


def _waiting(state: DeliveryState, now: datetime) -> str:
    if state.oldest is None:
        return "none"
    words = f"{state.waiting}, the oldest for {span((now - state.oldest).total_seconds())}"
    if now - state.oldest > PATIENCE:
        raise Unwell(words)
    return words


def _given_up(state: DeliveryState) -> str:
    if state.given_up:
        raise Unwell(f"{state.given_up} of those queued in the last {SHOWN.days} days")
    return "none"


def _keys(engine: Engine) -> str:
    """Read one old and one new value of each encrypted column."""
    with Session(engine) as session:
        set_scope(session, EVERYBODY)
        columns = rotation.encrypted_columns()
        lost = [f"{table.name}.{column.name}" for table, column in columns
                if not rotation.readable(session, table, column)]
    if lost:
        raise Unwell(f"none of the keys reads {', '.join(lost)}")
    return f"{len(columns)} encrypted columns can be read"


def _sealed(engine: Engine, now: datetime) -> str:
    with Session(engine) as session:
        state = seal_state(session, now=now)
    if state.forged:
        raise Unwell("no data key of ours marked the newest link of clinic "
                     + ", ".join(str(number) for number in state.forged))
    if state.behind_since is not None:
        raise Unwell("a row has not been sealed for "
                     + span((now - state.behind_since).total_seconds()))
    return "sealed"


def _listeners(engine: Engine) -> str:
    with Session(engine) as session:
        unheard = alarms.unheard_clinics(session)
    if unheard:
        raise Unwell("nobody would be told of an alert in clinic "
                     + ", ".join(str(number) for number in unheard))
    return "somebody is told in every clinic"


def span(seconds: float) -> str:
    """A length of time in its largest unit."""
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return f"{int(max(seconds, 0))} s"


def _photo_store(url: str) -> str:
    """Whether files can be written, read and removed."""
    Blobs(url).probe()
    return "files can be written, read and removed"
