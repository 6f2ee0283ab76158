"""What every test would pay for again and again, paid once; nothing here changes an answer.

What the product asks of Argon2 and of the disk has tests of its own.
"""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from tracker.care import passwords

ARGON2 = (passwords.MEMORY_KIB, passwords.PASSES, passwords.LANES)
"""What the product asks of Argon2; here hundreds sign in, so the least is asked."""
passwords.MEMORY_KIB, passwords.PASSES = 8, 1


class _Compiled(BytecodeCache):
    """Templates are compiled once for all apps of a run, not once for each."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": _Compiled()}


# An engine keeps the statements that it has compiled; each test has engines of its own. So all of
# one kind keep them together, as if a run were one long day of one process.
_statements = LRUCache(5000)


def _alike(one: DefaultDialect, other: object) -> bool:
    return (type(one) is type(other) and one.dbapi is other.dbapi
            and one.server_version_info == other.server_version_info)


for _dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
    _dialect.__eq__ = _alike
    _dialect.__hash__ = lambda one: hash(type(one))


@event.listens_for(Engine, "engine_connect")
def _set_up(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_statements)
    known = connection.connection.info
    if connection.dialect.name == "sqlite" and "quick" not in known:
        # Nothing has to outlive the tests, so nothing waits for the disk.
        connection.connection.cursor().execute("PRAGMA synchronous=OFF")
        known["quick"] = True
