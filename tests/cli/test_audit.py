"""`tracker audit`: the trail is checked, and heads are noted outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from config import Config
from tests.builders import build_world
from tests.cli.command import complaint, environment, tracker
from tracker.care.sealing import seal
from tracker.store import trail
from tracker.store.scope import EVERYBODY, set_scope


@pytest.fixture
def env(session: Session, config: Config) -> Iterator[dict[str, str]]:
    build_world(session)
    yield environment(config)


def without_guard(engine: Engine, statement: str) -> None:
    """What somebody does who owns the database."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(statement))
        if engine.dialect.name != "sqlite":
            connection.execute(text("SET session_replication_role = DEFAULT"))


def test_from_sealing_to_the_first_bad_row(
    env: dict[str, str], session: Session, engine: Engine, tmp_path: Path
) -> None:
    not_sealed = tracker("audit", "verify", env=env)
    assert not_sealed.returncode == 1
    assert b"BAD  clinic 1, row 1: " in not_sealed.stdout
    assert b"run `tracker audit seal`" in not_sealed.stdout
    assert tracker("audit", "seal", env=env).stdout == b"4 rows sealed\n"
    set_scope(session, EVERYBODY)
    trail.record(session, clinic_id=1, person_id=None, action="told", now=datetime.now(UTC))
    seal(session, now=datetime.now(UTC))
    noted = tracker("audit", "head", env=env).stdout
    assert noted.startswith(b"1 5 ") and len(noted) == 69
    well = tracker("audit", "verify", "--against", "-", env=env, told=noted)
    assert (well.returncode, well.stdout.splitlines()[0]) == (
        0, b"ok   clinic 1: 5 rows as they were sealed, 4 of them sealed more than 10 minutes "
           b"after what they tell"), well.stderr
    (tmp_path / "heads").write_text("1 6 " + "0" * 64)
    short = tracker("audit", "verify", "--against", str(tmp_path / "heads"), env=env)
    assert short.returncode == 1 and b"the newest rows are gone" in short.stdout
    assert "is no head" in complaint(tracker("audit", "verify", "--against", "-", env=env,
                                             told="nonsense"))
    without_guard(engine, "UPDATE audit SET person_id = NULL WHERE id = 2")
    broken = tracker("audit", "verify", env=env)
    assert broken.returncode == 1
    assert b"BAD  clinic 1, row 2, link 2: row or link was changed" in broken.stdout
