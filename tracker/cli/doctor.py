"""`tracker doctor`: the state of an installation."""

from __future__ import annotations

import sys

import click

from tracker.care.doctor import Finding, examine
from tracker.cli.installation import engine
from tracker.jobs.queue import make_queue


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it; exit status 1 if anything is."""
    from config import ConfigError, from_environment

    try:
        config = from_environment()
        database = engine(config)
        findings = [Finding("configuration", True, "complete"),
                    *examine(config, database, make_queue(config), mail=True)]
    except ConfigError as error:
        findings = [Finding("configuration", False, str(error), "set it in the environment")]
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.subject}: {finding.detail}")
        if not finding.well:
            click.echo(f"     mend: {finding.advice}")
    sys.exit(0 if all(f.well for f in findings) else 1)
