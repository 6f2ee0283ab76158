"""`tracker doctor`: the state of an installation."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from config import ConfigError, from_environment
from tracker.care.doctor import Finding, examine_all
from tracker.cli.installation import engine
from tracker.jobs.queue import make_queue


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it; exit status 1 if anything is."""
    try:
        config = from_environment()
        findings = [Finding("configuration", True, "complete"),
                    *examine_all(config, engine(config), make_queue(config), datetime.now(UTC))]
    except ConfigError as error:
        findings = [Finding("configuration", False, str(error), "set it in the environment")]
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.subject}: {finding.detail}")
        if not finding.well:
            click.echo(f"     mend: {finding.advice}")
    sys.exit(0 if all(f.well for f in findings) else 1)
