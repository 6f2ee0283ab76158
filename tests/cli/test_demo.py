"""The demo begins anew from a copy kept for the day, and not from an older version's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from config import from_environment
from tracker.cli.demo import prepare_database
from tracker.cli.installation import engine
from tracker.store.migrations import newest, require_current


def test_a_copy_that_an_older_version_kept_today_is_no_start(tmp_path: Path) -> None:
    config = from_environment({"TRACKER_INSTANCE": str(tmp_path)}, demo=True)
    now = datetime.now(UTC)
    left = [tmp_path / f"start-{now:%Y%m%d}-2-1{version}.db" for version in ("", "-0001")]
    for old in left:
        old.touch()
    prepare_database(config, 2, 1, now)
    database = engine(config)
    assert require_current(database) == newest()
    database.dispose()
    assert not any(old.exists() for old in left)
