"""One PostgreSQL database for many tests, brought back to how it was migrated after each.

Making a database anew takes ten times as long as emptying one.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

LIFE = 100
"""After so many tests it is made anew, so that rows long deleted do not pile up."""

_SHAPE = """
SELECT (SELECT md5(string_agg(oid || ' ' || xmin, ',' ORDER BY oid)) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind <> 'S'),
       (SELECT md5(string_agg(attrelid || ' ' || attnum || ' ' || a.xmin, ','
                              ORDER BY attrelid, attnum))
        FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace),
       (SELECT md5(string_agg(oid || ' ' || xmin, ',' ORDER BY oid)) FROM pg_trigger),
       (SELECT md5(string_agg(oid || ' ' || xmin, ',' ORDER BY oid)) FROM pg_constraint),
       (SELECT md5(string_agg(oid || ' ' || xmin, ',' ORDER BY oid)) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace)
"""
"""Differs as soon as anything but rows was changed: a migration, a trigger taken away."""

_ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
  AND pid <> pg_backend_pid()
"""
"""Ends what a test left connected, and waits for its end."""


class Refilled:
    """A database that holds after each test what its pattern holds, and nothing else."""

    def __init__(self, server: str, pattern: str, called: str = "test") -> None:
        """`server` is the address of its database `postgres`, as psycopg takes it."""
        self._server, self._pattern, self._called = server, pattern, called
        self._link: psycopg.Connection | None = None
        self._made = self._used = 0

    def fresh(self) -> str:
        """The name of the database, as the pattern is."""
        if self._link is None:
            self._made += 1
            self._used = 0
            self._on_server("CREATE DATABASE {} TEMPLATE {}", self._name, self._pattern)
            self._link = psycopg.connect(
                self._server.replace("/postgres?", f"/{self._name}?"), autocommit=True)
            self._remember(self._link)
        return self._name

    def refill(self) -> None:
        """Take back whatever a test did."""
        assert self._link is not None
        self._used += 1
        if self._used == LIFE or self._link.execute(_SHAPE).fetchone() != self._shape:
            return self.drop()
        self._link.execute(self._emptying)
        return None

    def drop(self) -> None:
        """Take the database away; the next test gets another."""
        if self._link is not None:
            self._link.close()
            self._link = None
            self._on_server("DROP DATABASE {} WITH (FORCE)", self._name)

    @property
    def _name(self) -> str:
        return f"{self._called}_{self._made}"

    def _on_server(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _remember(self, link: psycopg.Connection) -> None:
        """Note the shape, and write down what brings rows and numbers back."""
        self._shape = link.execute(_SHAPE).fetchone()
        # Neither keys nor the trail's triggers hold up what is taken back.
        link.execute("SET session_replication_role = replica")
        tables = [name for name, in link.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        back = [sql.SQL("DELETE FROM public.{}").format(sql.Identifier(name)) for name in tables]
        for name in tables:
            pair = {"table": sql.Identifier(name), "kept": sql.Identifier(f"kept_{name}")}
            link.execute(sql.SQL("CREATE TEMP TABLE {kept} AS TABLE public.{table}").format(**pair))
            if link.execute(sql.SQL("SELECT 1 FROM {kept} LIMIT 1").format(**pair)).fetchone():
                back.append(sql.SQL("INSERT INTO public.{table} OVERRIDING SYSTEM VALUE "
                                    "TABLE {kept}").format(**pair))
        numbers = "SELECT sequencename, start_value, last_value FROM pg_sequences"
        for name, start, last in link.execute(numbers):
            back.append(sql.SQL("SELECT setval({}, {}, {})").format(
                f"public.{name}", last or start, last is not None))
        self._emptying = sql.SQL("; ").join([sql.SQL(_ALONE), *back])
