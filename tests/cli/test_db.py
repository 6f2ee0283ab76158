"""`tracker db` and `tracker serve`: what cannot be done is said in one line."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config import Config
from tests.cli.command import complaint, environment, tracker, tracker_alone
from tests.conftest import SQLITE_ALONE
from tracker.store import migrations


@pytest.fixture
def empty(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation whose database is not there yet."""
    return environment(Config(f"sqlite:///{tmp_path / 'new.db'}", "s" * 40, (KEY,),
                              instance=tmp_path))


KEY = "iXvYp3cE1iYlq1kyjGGwJ4A1GQ1u8kZp1YLTxWnb1bI="


def test_an_empty_database_is_brought_up_checked_and_taken_back(empty: dict[str, str]) -> None:
    assert "tracker db upgrade" in complaint(tracker("db", "check", env=empty))
    assert "no migration" in complaint(tracker("db", "downgrade", env=empty))
    assert tracker_alone("db", "upgrade", env=empty).returncode == 0
    assert b"agree" in tracker("db", "check", env=empty).stdout
    assert tracker("db", "downgrade", "-1", env=empty).returncode == 0
    assert "tracker db upgrade" in complaint(tracker("db", "check", env=empty))
    assert tracker("db", "downgrade", "base", env=empty).returncode == 0
    assert "no migration" in complaint(tracker("db", "downgrade", env=empty))


@pytest.mark.parametrize("step", ["upgrade", "downgrade"])
def test_an_unknown_revision_is_named(config: Config, step: str) -> None:
    assert "9999" in complaint(tracker("db", step, "9999", env=environment(config)))


@pytest.mark.parametrize("words", [("db", "check"), ("db", "upgrade"), ("db", "downgrade"),
                                   ("serve",), ("worker",), ("keys", "rotate"),
                                   ("clinic", "add", "C", "--phone", "1", "--zone",
                                    "Europe/Berlin")])
@pytest.mark.parametrize("database", ["sqlite:////proc/no/such/folder/tracker.db",
                                      "postgresql+psycopg://localhost:1/none",
                                      "mysql://localhost/none"])
def test_a_database_that_cannot_be_opened_is_told_in_one_line(
    empty: dict[str, str], words: tuple[str, ...], database: str
) -> None:
    env = {**empty, "TRACKER_DATABASE_URL": database}
    assert "TRACKER_DATABASE_URL" in complaint(tracker(*words, env=env))


def test_serving_an_outdated_database_is_refused(engine: Engine, config: Config) -> None:
    migrations.downgrade(engine, "0001")
    assert "tracker db upgrade" in complaint(tracker_alone("serve", env=environment(config)))


def test_a_database_of_a_newer_version_is_told_apart(engine: Engine, config: Config) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    said = complaint(tracker("db", "check", env=environment(config)))
    assert "9999" in said and "upgrade" not in said


@SQLITE_ALONE
def test_a_port_in_use_is_named(config: Config) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = tracker_alone("serve", "--port", str(port), env=environment(config))
    said = complaint(run)
    assert str(port) in said and "--port" in said


@SQLITE_ALONE
def test_a_host_that_is_none_is_named(config: Config) -> None:
    run = tracker_alone("serve", "--host", "no.such.host.invalid", env=environment(config))
    assert "no.such.host.invalid" in complaint(run)


def test_pages_are_served_while_the_queue_cannot_be_reached(config: Config) -> None:
    from tracker import create_app

    app = create_app(replace(config, database_url="postgresql+psycopg://localhost:1/none"))
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
