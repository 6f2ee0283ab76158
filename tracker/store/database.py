"""The engine's options and the one way to open a writing transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, NamedTuple

import psycopg
import pysqlite3
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite that several writing processes may share: WAL-reset fixed."""


def engine_options(url: str) -> dict[str, Any]:
    """Options for create_engine; SQLite comes from pysqlite3, whose version is safe.

    Errors never carry a statement's values: they would take answers and names into the logs. The
    connection given back last is taken first: it knows the statements, and its pages are at hand.
    """
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True,
                               "pool_use_lifo": True,
                               "execution_options": {"begins": False}}
    if not url.startswith("sqlite"):
        return {**options, "pool_pre_ping": True, "isolation_level": "AUTOCOMMIT"}
    if pysqlite3.sqlite_version_info < SAFE_SQLITE:
        raise RuntimeError(f"SQLite {pysqlite3.sqlite_version} can corrupt; need 3.51.3 or newer")
    return {**options, "module": pysqlite3.dbapi2, "connect_args": {"timeout": 5}}


def prepare(engine: Engine) -> None:
    """Set SQLite's pragmas on each connection, and let writers say when a transaction begins.

    Readers begin none: each statement sees what is committed by then, what is read holds nobody
    up, and PostgreSQL's driver forgets no prepared statement in rolling back. `begins` in a
    connection's execution options says otherwise.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    if not event.contains(Session, "before_flush", _whole):
        event.listen(Session, "before_flush", _whole)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                   "recursive_triggers=ON", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


_WORDS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
"""How a transaction that writes begins; SQLite's write lock is taken at once."""


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("begins", True):
        _say_begin(connection)


def _say_begin(connection: Connection) -> None:
    connection.exec_driver_sql(_WORDS[connection.dialect.name])


class Hold(NamedTuple):
    """A row to be held from a transaction's first moment on: the question for it, in PostgreSQL's
    words, and its values. SQLite holds everything."""

    question: LiteralString
    values: Sequence[object]


def begin_writing(session: Session, hold: Hold | None = None) -> None:
    """Begin a transaction that writes; what was begun before is committed."""
    if _begun(session):
        session.commit()
    driver = _postgresql(session)
    if hold is None or driver is None:
        _whole(session)
        return
    # Both go together: each way there and back costs more than most statements.
    with together(session):
        driver.execute("BEGIN")
        driver.execute(*hold)


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _postgresql(session: Session) -> psycopg.Connection | None:
    """The driver's connection where the database is PostgreSQL."""
    driver = _driver(session)
    return driver if isinstance(driver, psycopg.Connection) else None


def _begun(session: Session) -> bool:
    """Whether a transaction is open."""
    driver = _driver(session)
    if isinstance(driver, psycopg.Connection):
        return driver.info.transaction_status != TransactionStatus.IDLE
    return bool(driver.in_transaction)


def _whole(session: Session, *_: object) -> None:
    """Nothing is written outside a transaction, whoever flushes."""
    if not _begun(session):
        _say_begin(session.connection())


@contextmanager
def writing(session: Session, hold: Hold | None = None) -> Iterator[Session]:
    """One transaction that writes: committed at the end, rolled back on any error.

    What it reads cannot go stale before the write that rests on it: SQLite's write lock is taken
    at once, on PostgreSQL the rows are held that matter; `hold` is the first of them.
    """
    try:
        begin_writing(session, hold)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def together(session: Session, *, last: bool = False) -> Iterator[None]:
    """Send what is written inside to PostgreSQL without waiting for each answer.

    `last`: nothing else is written in the transaction, so its end goes along. Nothing that gives
    rows back belongs inside. Raises what SQLAlchemy raises of a statement that the database
    refuses.
    """
    if last:
        session.flush()
    driver = _postgresql(session)
    if driver is None:
        yield
        return
    try:
        with driver.pipeline():
            yield
            if last:
                driver.execute("COMMIT")
    except psycopg.Error as refused:
        raise DBAPIError.instance(
            None, None, refused, psycopg.Error, hide_parameters=True,
            dialect=session.connection().dialect,
        ) from refused
