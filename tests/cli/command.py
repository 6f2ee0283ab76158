"""The real `tracker` command, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from config import Config


def environment(config: Config, **more: str) -> dict[str, str]:
    """The environment that says the same as these settings, and nothing else of ours."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return {**own, "TRACKER_DATABASE_URL": config.database_url,
            "TRACKER_SECRET_KEY": config.secret_key,
            "TRACKER_DATA_KEYS": ",".join(config.data_keys),
            "TRACKER_INSTANCE": str(config.instance), "TRACKER_BASE_URL": config.base_url,
            "TRACKER_PHOTO_URL": config.photo_url, **more}


def tracker(
    *words: str, env: Mapping[str, str] | None = None, told: str | bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tracker.cli", *words], env=env, capture_output=True, timeout=60,
        input=told.encode() if isinstance(told, str) else told, check=False,
    )


def complaint(run: subprocess.CompletedProcess[bytes]) -> str:
    """The one line that a failed command says; fails where there is a traceback or more."""
    text = run.stderr.decode()
    assert run.returncode == 1, (run.returncode, text)
    assert "Traceback" not in text, text
    assert text.startswith("Error: "), text
    assert len(text.strip().splitlines()) == 1, text
    return text.removeprefix("Error: ").strip()
