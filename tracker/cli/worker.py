"""`tracker worker`: the process that sends mails."""

from __future__ import annotations

import logging

import click

from config import from_environment
from tracker.cli.installation import engine
from tracker.jobs.queue import make_queue
from tracker.jobs.worker import run_worker
from tracker.store.migrations import require_current


@click.command()
def worker() -> None:
    """Send mails as they are queued, and sweep for what was left behind."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    config = from_environment()
    database = engine(config)
    require_current(database)
    run_worker(config, database, make_queue(config))
