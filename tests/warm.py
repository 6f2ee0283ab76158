"""Processes of `tracker` that start at once: each is forked from one that has all imported.

Whoever serves, works or is killed in a test is a process of its own, as in production; only the
second that Python needs for its imports is spent once. As a module, it is the process forked from.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NoReturn


class Process:
    """A running command, with what of `subprocess.Popen` the tests need."""

    def __init__(self, number: int) -> None:
        self.pid = number

    def poll(self) -> int | None:
        """None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def send_signal(self, number: int) -> None:
        """Send a signal; nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def wait(self, seconds: float = 20) -> None:
        """Wait for its end."""
        deadline = time.monotonic() + seconds
        while self.poll() is None:
            assert time.monotonic() < deadline, "it does not end"
            time.sleep(0.01)


def start(words: Sequence[str], env: Mapping[str, str], stderr: str | None = None) -> Process:
    """Start a command in this environment; what it complains of goes to a file, if one is named."""
    if stderr is not None:
        Path(stderr).touch()
    parent = _parent()
    assert parent.stdin is not None and parent.stdout is not None
    parent.stdin.write(json.dumps([list(words), dict(env), stderr]) + "\n")
    parent.stdin.flush()
    return Process(int(parent.stdout.readline()))


@cache
def _parent() -> subprocess.Popen[str]:
    started = subprocess.Popen([sys.executable, "-m", "tests.warm"], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               cwd=Path(__file__).parent.parent)
    atexit.register(started.terminate)
    return started


def _serve_forks() -> None:
    """Fork a command for each line that comes in, and answer with its number."""
    import waitress  # noqa: F401

    import tracker.cli  # noqa: F401

    signal.signal(signal.SIGCHLD, _bury)
    for line in sys.stdin:
        words, env, stderr = json.loads(line)
        number = os.fork()
        if not number:
            _become(words, env, stderr)
        print(number, flush=True)


def _bury(*_: object) -> None:
    """Nobody asks how they ended: those that did are forgotten at once."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _become(words: list[str], env: dict[str, str], stderr: str | None) -> NoReturn:
    from tracker.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    if stderr is not None:
        os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.environ.clear()
    os.environ.update(env)
    try:
        main(words, prog_name="tracker")
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 0)
    finally:
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    _serve_forks()
