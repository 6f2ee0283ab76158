"""`tracker photos`: the photo store."""

from __future__ import annotations

import click


@click.group()
def photos() -> None:
    """The photo store."""


@photos.command()
@click.option("--sure", is_flag=True, help="remove them however many they are")
def sweep(sure: bool) -> None:
    """Remove files that no photo names, a day after they were written."""
    from datetime import UTC, datetime

    from sqlalchemy.orm import Session

    from config import from_environment
    from tracker.care.photo_upkeep import TooManyOrphans, sweep_orphans
    from tracker.cli.installation import engine
    from tracker.store.blobs import Blobs, StoreTrouble

    config = from_environment()
    with Session(engine(config)) as session:
        try:
            swept = sweep_orphans(session, Blobs(config.photo_url), now=datetime.now(UTC),
                                  sure=sure)
        except (TooManyOrphans, StoreTrouble) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{swept} files removed")
