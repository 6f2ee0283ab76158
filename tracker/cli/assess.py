"""`tracker assess`: the detection core as a filter."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from tracker.recovery.assess import DEFAULT_FALSE_ALERTS, FALSE_ALERTS
from tracker.recovery.assess import assess as judge
from tracker.recovery.jsonlines import InvalidRecovery, flags_json, parse_recovery
from tracker.recovery.timeline import load_timeline


@click.command()
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"), default="-")
@click.option("--false-alerts", type=click.FloatRange(*FALSE_ALERTS), show_default=True,
              default=DEFAULT_FALSE_ALERTS,
              help="accepted false alerts in 100 normal recoveries")
def assess(file: TextIO, false_alerts: float) -> None:
    """Read recoveries as JSON Lines, write their flags as JSON Lines."""
    bad = False
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            recovery = parse_recovery(line)
        except InvalidRecovery as error:
            click.echo(f"line {number}: {error}", err=True)
            bad = True
            continue
        timeline = load_timeline(recovery.treatment.modality)
        result = judge(recovery, timeline, false_alerts=false_alerts)
        sys.stdout.write(flags_json(recovery.id, result) + "\n")
        # Whoever reads the pipe sees each answer as soon as it is there.
        sys.stdout.flush()
    sys.exit(1 if bad else 0)
