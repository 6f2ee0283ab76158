"""The worker is killed with -9 at random points: every mail arrives."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import build_world
from tests.smtp import Recorder, running, url_of
from tracker.jobs.queue import make_queue
from tracker.store import outbox
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

MAILS, KILLS, SEED = 60, 8, 5


def start(config: Config, url: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "TRACKER_DATABASE_URL": config.database_url, "TRACKER_MAIL_URL": url,
           "TRACKER_SECRET_KEY": config.secret_key, "TRACKER_DATA_KEYS": config.data_keys[0],
           "TRACKER_INSTANCE": str(config.instance)}
    return subprocess.Popen([sys.executable, "-m", "tracker.cli", "worker"], env=env,
                            stderr=subprocess.DEVNULL)


def waiting(session: Session) -> int:
    session.commit()
    return session.scalar(
        select(func.count()).select_from(Outbox).where(Outbox.state == "queued")) or 0


def test_no_mail_is_lost_when_the_worker_is_killed(session: Session, config: Config) -> None:
    world = build_world(session)
    set_scope(session, EVERYBODY)
    queue, recorder, chance = make_queue(config), Recorder(delay=0.05), random.Random(SEED)
    server = running(recorder)
    try:
        with writing(session):
            rows = [
                outbox.queue_mail(session, clinic_id=world.clinic_id, recipient=f"p{n}@a.example",
                                  recipient_name="P", template="alert", now=datetime.now(UTC),
                                  context={"path": "/x", "clinic": "C", "urgent": True})
                for n in range(MAILS)
            ]
            session.flush()
        expected = {row.message_id for row in rows}
        queue.wake([row.id for row in rows])
        kills = 0
        while kills < KILLS and waiting(session):
            worker = start(config, url_of(server))
            time.sleep(1.0 + chance.random())
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
        # The leases of the dead would run out by themselves in a minute: let it be over.
        with writing(session):
            session.execute(update(Outbox).values(lease_until=None))
        worker = start(config, url_of(server))
        deadline = time.monotonic() + 40
        while waiting(session) and time.monotonic() < deadline:
            time.sleep(0.2)
        worker.terminate()
        worker.wait()
    finally:
        server.stop()
    seen = Counter(mail["Message-ID"] for mail in recorder.mails)
    assert kills > 0
    assert expected <= set(seen), f"lost {len(expected - set(seen))}"
    assert sum(seen.values()) - len(expected) <= kills * 4, "more doubles than mails in flight"


pytestmark = pytest.mark.filterwarnings("ignore")
