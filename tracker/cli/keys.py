"""`tracker keys`: the keys for encryption at rest."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from cryptography.fernet import Fernet


@click.group()
def keys() -> None:
    """Keys for TRACKER_DATA_KEYS."""


@keys.command()
def generate() -> None:
    """Print a new key; put it in front of the others in TRACKER_DATA_KEYS."""
    click.echo(Fernet.generate_key().decode())


@keys.command()
def rotate() -> None:
    """Re-encrypt everything with the newest key; may be stopped and started again."""
    from sqlalchemy.orm import Session

    from config import from_environment
    from tracker.care.keys import rotate as rotate_all
    from tracker.care.sealing import mark_anew
    from tracker.cli.installation import engine
    from tracker.store.blobs import Blobs

    config = from_environment()
    lost: dict[str, int] = {}
    with Session(engine(config)) as session:
        for step in rotate_all(session, Blobs(config.photo_url)):
            click.echo(f"{step.column}: {step.done} of {step.total}, {step.written} written anew")
            lost[step.column] = step.unreadable
        click.echo(f"audit trail: {mark_anew(session, now=datetime.now(UTC))} chains marked anew")
    if any(lost.values()):
        raise click.ClickException(
            "none of TRACKER_DATA_KEYS reads "
            + ", ".join(f"{number} of {column}" for column, number in lost.items() if number)
            + "; put the key that was in use back, after the newest")
    click.echo("Everything bears the newest key; the older ones may go.")
