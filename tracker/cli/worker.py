"""`tracker worker`: the process that sends mails."""

from __future__ import annotations

import logging

import click

from tracker.cli.installation import engine, settings
from tracker.jobs.queue import make_queue
from tracker.jobs.worker import run_worker


@click.command()
def worker() -> None:
    """Send mails as they are queued, and sweep for what was left behind."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    config = settings()
    run_worker(config, engine(config), make_queue(config))
