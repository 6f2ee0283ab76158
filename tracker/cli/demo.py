"""`tracker demo`: a database full of synthetic recoveries, served."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.orm import Session

from config import Config, from_environment
from tracker.care.daily_look import look_around
from tracker.care.telling import tell_due
from tracker.cli.installation import engine
from tracker.cli.serve import run_server
from tracker.demo.filling import fill, is_filled
from tracker.demo.people import HARBOUR, OTHER, PASSWORD
from tracker.mail.deliver import deliver_due
from tracker.mail.transport import AppOutbox
from tracker.store import migrations
from tracker.store.blobs import Blobs
from tracker.store.scope import EVERYBODY, set_scope


@click.command()
@click.option("--patients", default=40, show_default=True, help="how many recoveries")
@click.option("--seed", default=1, show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="fill the database and stop")
def demo(patients: int, seed: int, port: int, no_serve: bool) -> None:
    """Fill a database with synthetic recoveries and serve it, web and worker."""
    config = _demo_settings(port)
    prepare_database(config, patients, seed, datetime.now(UTC))
    if no_serve:
        return
    worker = subprocess.Popen([sys.executable, "-m", "tracker.cli", "worker"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _welcome(config)
        run_server("127.0.0.1", port, demo=True)
    finally:
        worker.terminate()
        worker.wait()


def _demo_settings(port: int) -> Config:
    """Settings of the demo; without a database named, one of its own that may start anew."""
    os.environ.setdefault("TRACKER_BASE_URL", f"http://127.0.0.1:{port}")
    os.environ["TRACKER_DEMO"] = "1"
    if "TRACKER_DATABASE_URL" not in os.environ:
        instance = from_environment(demo=True).instance / "demo"
        os.environ["TRACKER_INSTANCE"] = str(instance)
    return from_environment(demo=True)


def prepare_database(config: Config, patients: int, seed: int, now: datetime) -> None:
    """Bring the demo's database to its start: from today's kept copy where there is one."""
    path = config.instance / "tracker.db"
    own = config.database_url == f"sqlite:///{path}"
    # An older version's copy is no start for this one.
    kept = config.instance / f"start-{now:%Y%m%d}-{patients}-{seed}-{migrations.newest()}.db"
    if own:
        for old in path.parent.glob("*.db*"):
            if old != kept:
                old.unlink()
        for folder in path.parent.glob("*photos"):
            if folder != _photos_of(kept):
                shutil.rmtree(folder)
        if kept.exists():
            shutil.copyfile(kept, path)
            _copy_photos(_photos_of(kept), path.with_name("photos"))
            return
    _fill(config, patients, seed, now)
    if own:
        _keep(path, kept)


def _photos_of(kept: Path) -> Path:
    """The folder of photos kept beside a kept database."""
    return kept.with_name(f"{kept.stem}-photos")


def _copy_photos(start: Path, end: Path) -> None:
    if start.exists():
        shutil.copytree(start, end, dirs_exist_ok=True)


def _fill(config: Config, patients: int, seed: int, now: datetime) -> None:
    database = engine(config)
    click.echo("Preparing the database …")
    migrations.upgrade(database)
    with Session(database, expire_on_commit=False) as session:
        if is_filled(session):
            click.echo("The demo is there already.")
            return
        fill(session, patients, seed, now, _progress, Blobs(config.photo_url))
        set_scope(session, EVERYBODY)
        # What a worker would have done until now: the look of the day, and what nobody took.
        look_around(session, now=now - timedelta(days=1))
        look_around(session, now=now)
        tell_due(session, now=now, limit=100_000)
        deliver_due(session, AppOutbox(), config, clock=lambda: now, limit=100_000)
    database.dispose()


def _progress(done: int, total: int) -> None:
    if done % 10 == 0 or done == total:
        click.echo(f"Writing recoveries: {done} of {total}")


def _keep(path: Path, kept: Path) -> None:
    """Keep the filled database as today's start."""
    import pysqlite3

    connection = pysqlite3.connect(str(path))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copyfile(path, kept)
    _copy_photos(path.with_name("photos"), _photos_of(kept))


def _welcome(config: Config) -> None:
    click.echo(f"\nTracker is at {config.base_url}   (mails: {config.base_url}/outbox)\n")
    click.echo(f"Everybody's password is {PASSWORD}")
    for clinic in (HARBOUR, OTHER):
        click.echo(f"\n{clinic.name}")
        click.echo(f"  {clinic.patient_email:26} patient, day 4, has not checked in today")
        for email, name, role, on_call in clinic.staff:
            click.echo(f"  {email:26} {role}, {name}{', on call' if on_call else ''}")
    click.echo("\nStop with Ctrl-C.")
