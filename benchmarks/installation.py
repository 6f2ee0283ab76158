"""The product on one database: web, worker and mail server, each really running."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from cryptography.fernet import Fernet
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.clinic import Filled, fill
from tests.smtp import Recorder, running, url_of
from tracker.store import migrations, scope
from tracker.store.database import engine_options, prepare
from tracker.store.types import use_keys


@dataclass(frozen=True)
class Installation:
    """What the measurements talk to."""

    port: int
    bare_port: int
    session: Session
    clinic: Filled
    mailbox: Recorder
    env: Mapping[str, str]

    @contextmanager
    def working(self) -> Iterator[None]:
        """A worker runs beside."""
        with _process(self.env, "tracker.cli", "worker"):
            yield


@contextmanager
def installed(url: str, folder: Path, patients: int) -> Iterator[Installation]:
    """Set up on a database, filled; ends all processes afterwards."""
    key = Fernet.generate_key().decode()
    use_keys((key,))
    scope.install()
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    migrations.upgrade(engine)
    with ExitStack() as stack:
        session = stack.enter_context(Session(engine, expire_on_commit=False))
        clinic = fill(session, patients)
        mailbox = Recorder()
        server: Controller = running(mailbox)
        stack.callback(server.stop)
        port, bare_port = _free_port(), _free_port()
        env = {**os.environ, "TRACKER_DATABASE_URL": url, "TRACKER_DATA_KEYS": key,
               "TRACKER_SECRET_KEY": "of the benchmark alone, and long enough",
               "TRACKER_INSTANCE": str(folder), "TRACKER_MAIL_URL": url_of(server),
               "TRACKER_BASE_URL": f"http://127.0.0.1:{port}"}
        stack.enter_context(_process(env, "tracker.cli", "serve", "--port", str(port)))
        stack.enter_context(_process(env, "benchmarks.bare", url, str(bare_port)))
        for number in (port, bare_port):
            _wait(number)
        yield Installation(port, bare_port, session, clinic, mailbox, env)
    engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


@contextmanager
def _process(env: Mapping[str, str], *words: str) -> Iterator[None]:
    command = [sys.executable, "-m", *words]
    process = subprocess.Popen(command, env=env)  # noqa: S603  our own modules
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
