"""The engine's options and the one way to open a writing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pysqlite3
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite that several writing processes may share: WAL-reset fixed."""


def engine_options(url: str) -> dict[str, Any]:
    """Options for create_engine; SQLite comes from pysqlite3, whose version is safe.

    Errors never carry a statement's values: they would take answers and names into the logs.
    """
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}
    if not url.startswith("sqlite"):
        return {**options, "pool_pre_ping": True}
    if pysqlite3.sqlite_version_info < SAFE_SQLITE:
        raise RuntimeError(f"SQLite {pysqlite3.sqlite_version} can corrupt; need 3.51.3 or newer")
    return {**options, "module": pysqlite3.dbapi2, "connect_args": {"timeout": 5}}


def prepare(engine: Engine) -> None:
    """Set SQLite's pragmas on each connection and let `writing` choose how BEGIN is said."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                       "recursive_triggers=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def begin_writing(session: Session) -> None:
    """Begin a transaction that writes, taking SQLite's write lock at once (BEGIN IMMEDIATE)."""
    if session.get_bind().dialect.name == "sqlite":
        session.commit()
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """One transaction that writes: committed at the end, rolled back on any error.

    Takes SQLite's write lock at once (BEGIN IMMEDIATE), so that a read cannot go stale before
    the write that rests on it. PostgreSQL shows each statement what is committed by then, so a
    transaction that has read may go on.
    """
    begin_writing(session)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
