"""docs/operations.md knows every setting, every command and every line of the doctor."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pysqlite3
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from tests.builders import build_world
from tests.conftest import SQLITE_ALONE
from tracker import create_app
from tracker.care.doctor import examine_all
from tracker.cli import main
from tracker.jobs.queue import make_queue

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PAGE = (ROOT / "docs" / "operations.md").read_text()


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> set[str]:
    """What stands in the first column of a section's table."""
    return {name for line in section(title).splitlines() if line.startswith("| `")
            for name in re.findall(r"`([^`]+)`", line.split("|")[1])}


def commands(group: click.Group, name: str) -> Iterator[str]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None, word
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
            if not command.invoke_without_command:
                continue
        yield f"{name} {word}"


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    source = (ROOT / "config.py").read_text()
    read = set(re.findall(r'env\.get\(\s*"(TRACKER_\w+)"', source))
    assert {"TRACKER_DATABASE_URL", "TRACKER_SECRET_KEY", "TRACKER_DEMO"} <= read
    assert rows("Settings") == read


@SQLITE_ALONE
def test_every_figure_of_the_metrics_stands_in_the_table_and_no_other(
    config: Config, session: Session
) -> None:
    build_world(session)
    told = create_app(config).test_client().get("/metrics").text
    named = set(re.findall(r"^# HELP (tracker_\w+)", told, re.MULTILINE))
    missing = {"tracker_worker_sweep_age_seconds", "tracker_worker_telling_age_seconds"}
    assert rows("Metrics") == named | missing and len(named) >= 10


def test_every_command_stands_in_the_table_and_no_other() -> None:
    assert rows("Commands") == set(commands(main, "tracker"))


def test_every_line_of_the_doctor_is_explained(config: Config, engine: Engine) -> None:
    said = examine_all(config, engine, make_queue(config), datetime.now(UTC))
    assert rows("What the doctor's lines mean") == {
        "configuration", *(finding.subject for finding in said)}


def test_the_backup_of_sqlite_is_whole_while_the_database_is_written(tmp_path: Path) -> None:
    command = re.search(r"`.venv/bin/(python -c .*)`", section("Backup"))
    assert command is not None
    (tmp_path / "instance").mkdir()
    live = pysqlite3.connect(str(tmp_path / "instance" / "tracker.db"))
    live.execute("PRAGMA journal_mode=WAL")
    live.execute("CREATE TABLE one (n)")
    live.execute("INSERT INTO one VALUES (1)")
    live.commit()
    live.execute("INSERT INTO one VALUES (2)")
    subprocess.run(f"{BIN}/{command[1]}", shell=True, check=True, cwd=tmp_path)
    copy = pysqlite3.connect(str(tmp_path / "backup.db"))
    assert copy.execute("SELECT n FROM one").fetchall() == [(1,)]
