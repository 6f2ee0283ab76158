"""A clinic of the test's own, whose server can be stopped, and whose database be looked into."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, select, update
from sqlalchemy.orm import Session

from tests import warm
from tests.builders import World, add_patient, build_world, days_ago, sign_up, treat
from tests.conftest import KEY
from tracker.care.entries import log_entry
from tracker.store import scope
from tracker.store.database import engine_options, prepare, writing
from tracker.store.health import EntryRow
from tracker.store.people import Person, SignIn
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import use_keys

OTHER_EMAIL = "other@harbour.example"


@dataclass
class Clinic:
    """One clinic, two patients on day 4, and the web process that serves them."""

    folder: Path
    port: int
    engine: Engine
    world: World
    process: warm.Process | None = None
    env: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve."""
        self.process = warm.start(["serve", "--port", str(self.port)], self.env)
        for _ in range(600):
            assert self.process.poll() is None, "the server ended by itself"
            try:
                urllib.request.urlopen(self.address + "/readyz", timeout=2)
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not become ready")

    def stop(self) -> None:
        """Be away, for every browser at once."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def entries(self) -> list[EntryRow]:
        """All versions of all entries, in the order of arrival."""
        with Session(self.engine, expire_on_commit=False) as session:
            set_scope(session, EVERYBODY)
            return list(session.scalars(select(EntryRow).order_by(EntryRow.id)))

    def log(self, answers: dict[str, object], day: int) -> None:
        """An entry made elsewhere, by the patient."""
        with Session(self.engine) as session:
            set_scope(session, self.world.patient.scope)
            log_entry(session, self.world.patient, self.world.recovery_id, answers, day=day,
                      now=datetime.now(UTC))

    def change_sign_ins(self, **values: Any) -> None:
        """Make every sign-in older, or end it."""
        self._update(SignIn, values)

    def change_people(self, **values: Any) -> None:
        """The same for everybody."""
        self._update(Person, values)

    def _update(self, table: type[Any], values: dict[str, Any]) -> None:
        with Session(self.engine) as session:
            set_scope(session, EVERYBODY)
            with writing(session):
                session.execute(update(table).values(**values))


def found_clinic(folder: Path, pattern: Path) -> Clinic:
    """Set it up on a copy of a migrated database; not yet served."""
    path = folder / "tracker.db"
    path.write_bytes(pattern.read_bytes())
    url = f"sqlite:///{path}"
    use_keys((KEY,))
    scope.install()
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    treated = days_ago(4)
    with Session(engine, expire_on_commit=False) as session:
        world = build_world(session, treated_at=treated)
        set_scope(session, world.staff.scope)
        before = treated - timedelta(hours=1)
        other = add_patient(session, world.staff, OTHER_EMAIL, before, name="Otto Harbour")
        treat(session, world.staff, other, treated)
        sign_up(session, world.staff, other, before)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    env |= {"TRACKER_DATABASE_URL": url, "TRACKER_DATA_KEYS": KEY, "TRACKER_INSTANCE": str(folder),
            "TRACKER_SECRET_KEY": "a secret of these tests, long enough",
            "TRACKER_BASE_URL": f"http://127.0.0.1:{port}"}
    return Clinic(folder, port, engine, world, env=env)
