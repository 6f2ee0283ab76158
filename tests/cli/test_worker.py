"""`tracker worker`: it leaves word of its sweeps, and keeps what it has no way to send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests import warm
from tests.builders import build_world
from tests.cli.command import environment
from tests.smtp import Recorder, running, url_of
from tracker.store.alerts import Outbox
from tracker.store.heartbeat import DELIVERY, Heartbeat
from tracker.store.scope import EVERYBODY, set_scope


@contextmanager
def working(config: Config, log: Path, **settings: str) -> Iterator[warm.Process]:
    process = warm.start(["worker"], environment(config, **settings), str(log))
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def state(session: Session) -> tuple[list[str], bool]:
    """The states of all mails, and whether a worker has swept."""
    set_scope(session, EVERYBODY)
    session.commit()
    swept_at = session.scalars(select(Heartbeat.swept_at).where(Heartbeat.name == DELIVERY)).one()
    return [*session.scalars(select(Outbox.state))], swept_at is not None


def wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_it_sends_what_nobody_woke_it_for_and_leaves_word(
    session: Session, config: Config, tmp_path: Path
) -> None:
    build_world(session)
    server = running(Recorder())
    try:
        with working(config, tmp_path / "log", TRACKER_MAIL_URL=url_of(server)):
            wait_for(lambda: state(session) == (["sent"], True))
    finally:
        server.stop()
    assert (tmp_path / "log").read_text() == ""


def test_without_a_mail_server_it_says_so_and_the_mails_wait(
    session: Session, config: Config, tmp_path: Path
) -> None:
    build_world(session)
    with working(config, tmp_path / "log", TRACKER_MAIL_URL="outbox:") as process:
        wait_for(lambda: "TRACKER_MAIL_URL" in (tmp_path / "log").read_text())
        time.sleep(1)
        assert process.poll() is None
    assert state(session) == (["queued"], False)
    assert "Traceback" not in (tmp_path / "log").read_text()
