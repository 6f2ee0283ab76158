"""The worker is killed with -9 at random points: every mail arrives."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from tests import warm
from tests.builders import build_world
from tests.cli.command import environment
from tests.smtp import Recorder, running, url_of
from tracker.jobs.queue import make_queue
from tracker.mail.deliver import LEASE, deliver_due
from tracker.mail.transport import Smtp
from tracker.store import outbox
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

MAILS, KILLS, SEED = 40, 6, 5


def start(config: Config, url: str) -> warm.Process:
    return warm.start(["worker"], environment(config, TRACKER_MAIL_URL=url), os.devnull)


def waiting(session: Session) -> int:
    session.commit()
    return session.scalar(
        select(func.count()).select_from(Outbox).where(Outbox.state == "queued")) or 0


def a_minute_on() -> datetime:
    return datetime.now(UTC) + LEASE + timedelta(seconds=1)


def test_no_mail_is_lost_when_the_worker_is_killed(session: Session, config: Config) -> None:
    world = build_world(session)
    set_scope(session, EVERYBODY)
    queue, recorder, chance = make_queue(config), Recorder(delay=0.05), random.Random(SEED)
    server = running(recorder)
    try:
        with writing(session):
            mails = [
                outbox.queue_mail(session, clinic_id=world.clinic_id, recipient=f"p{n}@a.example",
                                  recipient_name="P", template="alert", now=datetime.now(UTC),
                                  context={"path": "/x", "clinic": "C", "urgent": True})
                for n in range(MAILS)
            ]
        queue.wake(mails)
        kills = 0
        while kills < KILLS and waiting(session):
            worker = start(config, url_of(server))
            time.sleep(0.3 + chance.random())
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
        # A minute later the leases of the dead have run out: by then, a sweep takes the rest.
        held = waiting(session)
        deliver_due(session, Smtp(url_of(server)), config, clock=a_minute_on)
        assert waiting(session) == 0, f"of {held} left behind"
    finally:
        server.stop()
    seen = Counter(mail["Message-ID"] for mail in recorder.mails)
    assert kills > 0
    assert set(mails) <= set(seen), f"lost {len(set(mails) - set(seen))}"
    assert sum(seen.values()) - len(mails) <= kills * 4, "more doubles than mails in flight"


pytestmark = pytest.mark.filterwarnings("ignore")
