"""What the tests go without to be quick (tests/quick.py), the product has."""

from __future__ import annotations

import pytest
from flask_security import hash_password
from sqlalchemy import Engine

from config import Config
from tests.conftest import SQLITE_ALONE
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


@SQLITE_ALONE
def test_what_sqlite_writes_is_on_the_disk(engine: Engine) -> None:
    connection = engine.raw_connection()
    full = 2
    assert connection.cursor().execute("PRAGMA synchronous").fetchone() == (full,)
    connection.close()
