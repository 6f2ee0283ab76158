"""The real `tracker` command, in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from config import Config
from tracker.cli import main
from tracker.store import types


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it said."""

    returncode: int
    stdout: bytes
    stderr: bytes


def environment(config: Config, **more: str) -> dict[str, str]:
    """The environment that says the same as these settings, and nothing else of ours."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return {**own, "TRACKER_DATABASE_URL": config.database_url,
            "TRACKER_SECRET_KEY": config.secret_key,
            "TRACKER_DATA_KEYS": ",".join(config.data_keys),
            "TRACKER_INSTANCE": str(config.instance), "TRACKER_BASE_URL": config.base_url,
            "TRACKER_PHOTO_URL": config.photo_url, **more}


def tracker(*words: str, env: Mapping[str, str], told: str | bytes = b"") -> Run:
    """Run a command to its end, here: a process of its own takes a second to start.

    Whether a command brings along all that it needs, only `tracker_alone` shows.
    """
    with pytest.MonkeyPatch.context() as kept:
        # What a command sets for its whole process.
        for name in ("_keys", "_newest"):
            kept.setattr(types, name, getattr(types, name))
        for name in set(os.environ) - set(env):
            kept.delenv(name)
        told = CliRunner().invoke(main, words, input=told, env=env, prog_name="tracker")
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return Run(told.exit_code, told.stdout_bytes, told.stderr_bytes)


def tracker_alone(
    *words: str, env: Mapping[str, str] | None = None, told: str | bytes = b""
) -> Run:
    """Run a command to its end in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "tracker.cli", *words], env=env, capture_output=True, timeout=60,
        input=told.encode() if isinstance(told, str) else told, check=False,
    )
    return Run(run.returncode, run.stdout, run.stderr)


def complaint(run: Run) -> str:
    """The one line that a failed command says; fails where there is a traceback or more."""
    text = run.stderr.decode()
    assert run.returncode == 1, (run.returncode, text)
    assert "Traceback" not in text, text
    assert text.startswith("Error: "), text
    assert len(text.strip().splitlines()) == 1, text
    return text.removeprefix("Error: ").strip()
