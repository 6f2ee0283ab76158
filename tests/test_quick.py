"""What the tests go without to be quick (tests/quick.py), the product has."""

from __future__ import annotations

import psycopg
import pytest
from flask_security import hash_password
from sqlalchemy import Engine

from config import Config
from tests.conftest import SQLITE_ALONE
from tests.postgres import Refilled
from tests.quick import ARGON2
from tracker import create_app
from tracker.care import passwords


@SQLITE_ALONE
def test_a_password_costs_what_it_should(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(("MEMORY_KIB", "PASSES", "LANES"), ARGON2, strict=True):
        monkeypatch.setattr(passwords, name, value)
    dear = "$argon2id$v=19$m=19456,t=2,p=1$"
    assert passwords.hashed("seven quiet lanterns drift").startswith(dear)
    with create_app(config).app_context():
        assert hash_password("seven quiet lanterns drift").startswith(dear)


def test_a_test_finds_nothing_of_the_one_before(postgres: str, migrated_postgres: str) -> None:
    server = postgres.replace("+psycopg", "")
    database = Refilled(server, migrated_postgres, "again")

    def seen(*statements: str) -> list[object]:
        """What the statements leave, and what is there; one who writes is still connected."""
        link = psycopg.connect(server.replace("/postgres?", f"/{database.fresh()}?"))
        for statement in statements:
            link.execute(statement)
        link.commit()
        link.execute("LOCK TABLE role")
        left.append(link)
        return [link.execute(f"SELECT * FROM {table}").fetchall() for table in
                ("role", "heartbeat", "alembic_version", "clinic_id_seq")]

    left: list[psycopg.Connection] = []
    before, name = seen(), database.fresh()
    database.refill()
    changed = seen(
        "INSERT INTO role (name) VALUES ('owner')", "SELECT nextval('clinic_id_seq')",
        "UPDATE alembic_version SET version_num = 'x'", "DELETE FROM heartbeat")
    assert all(one != other for one, other in zip(before, changed, strict=True))
    database.refill()
    assert (seen(), database.fresh()) == (before, name)
    database.refill()
    seen("ALTER TABLE clinic ADD COLUMN more int")
    database.refill()
    assert database.fresh() != name
    assert seen() == before
    database.drop()


@SQLITE_ALONE
def test_what_sqlite_writes_is_on_the_disk(engine: Engine) -> None:
    connection = engine.raw_connection()
    full = 2
    assert connection.cursor().execute("PRAGMA synchronous").fetchone() == (full,)
    connection.close()
