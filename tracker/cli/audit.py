"""`tracker audit`: the seal on the trail of who saw or changed what."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

import click
from sqlalchemy.orm import Session


@click.group()
def audit() -> None:
    """The trail of who saw or changed what, and the seal on it."""


def _session() -> Session:
    from config import from_environment
    from tracker.cli.installation import engine
    from tracker.store.migrations import require_current

    database = engine(from_environment())
    require_current(database)
    return Session(database, expire_on_commit=False)


@audit.command()
@click.option("--against", type=click.File(), metavar="FILE",
              help="heads noted earlier, as `tracker audit head` prints them; - for stdin")
def verify(against: TextIO | None) -> None:
    """Say whether the trail is as it was sealed; exit status 1 and the first bad row if not."""
    from tracker.care.verifying import GRACE, verify

    anchors = _anchors(against or ())
    faults = 0
    with _session() as session:
        for step in verify(session, now=datetime.now(UTC), anchors=anchors):
            if step.fault:
                faults += 1
                click.echo(f"BAD  {step.fault}")
            elif step.ended:
                click.echo(f"ok   clinic {step.clinic_id}: {step.rows} rows as they were sealed"
                           + (f", {step.late} of them sealed more than "
                              f"{GRACE.seconds // 60} minutes after what they tell"
                              if step.late else ""))
            else:
                click.echo(f"     clinic {step.clinic_id}: {step.rows} rows …", err=True)
    sys.exit(1 if faults else 0)


def _anchors(lines: Iterable[str]) -> dict[int, dict[int, str]]:
    """Noted heads by clinic and position."""
    noted: dict[int, dict[int, str]] = defaultdict(dict)
    for line in filter(str.strip, lines):
        try:
            clinic_id, position, link_hash = line.split()
            noted[int(clinic_id)][int(position)] = link_hash
        except ValueError as error:
            raise click.ClickException(
                f"{line.strip()[:80]!r} is no head; one is `CLINIC POSITION HASH`") from error
    return noted


@audit.command()
def head() -> None:
    """Print clinic, position and hash of each chain's newest link, to be noted elsewhere."""
    from tracker.care.verifying import heads

    with _session() as session:
        for found in heads(session):
            click.echo(f"{found.clinic_id} {found.position} {found.hash}")


@audit.command()
def seal() -> None:
    """Seal now what is not sealed yet, looking through the whole trail."""
    from tracker.care.sealing import seal as seal_all

    with _session() as session:
        click.echo(f"{seal_all(session, now=datetime.now(UTC), everything=True)} rows sealed")
