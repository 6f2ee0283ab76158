"""The administrator's commands about accounts."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import World, build_world
from tests.conftest import KEY
from tracker.cli import main
from tracker.store.people import Person


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def run(config: Config, *words: str) -> tuple[int, str]:
    env = {"TRACKER_DATABASE_URL": config.database_url, "TRACKER_DATA_KEYS": KEY,
           "TRACKER_SECRET_KEY": config.secret_key, "TRACKER_INSTANCE": str(config.instance)}
    told = CliRunner().invoke(main, words, env=env)
    return told.exit_code, told.output


def active(engine: Engine, email: str) -> bool:
    with Session(engine) as session:
        return session.scalars(select(Person.active).where(Person.email == email)).one()


def test_an_account_is_closed_and_opened_again(
    config: Config, engine: Engine, world: World
) -> None:
    for verb, after in (("disable", False), ("enable", True)):
        code, told = run(config, "user", verb, world.staff_email)
        assert code == 0 and world.staff_email in told
        assert active(engine, world.staff_email) is after
    assert run(config, "user", "disable", "nobody@harbour.example")[0] == 1


@pytest.mark.parametrize(("password", "code", "words"), [
    ("1234567890", 1, "at least 12"), ("recovery-demo-2026", 1, "easy to guess"),
    ("drtest harbour", 1, "easy to guess"), ("seven quiet lanterns drift", 0, "can sign in"),
])
def test_staff_get_no_weak_password_either(
    config: Config, world: World, password: str, code: int, words: str
) -> None:
    told = run(config, "user", "add", "new@harbour.example", "--name", "Dr Test", "--clinic",
               str(world.clinic_id), "--role", "clinician", "--password", password)
    assert told[0] == code and words in told[1]
