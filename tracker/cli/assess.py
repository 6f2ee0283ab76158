"""`tracker assess`: the detection core as a filter."""

from __future__ import annotations

import sys
from typing import Any, TextIO

import click

from tracker.recovery.assess import DEFAULT_FALSE_ALERTS, FALSE_ALERTS
from tracker.recovery.assess import assess as judge
from tracker.recovery.jsonlines import InvalidRecovery, flags_json, parse_recovery
from tracker.recovery.timeline import load_timeline


class _Range(click.FloatRange):
    """A range without nan, which no comparison finds outside."""

    def convert(self, value: Any, *place: Any) -> float:
        number = super().convert(value, *place)
        if number != number:
            self.fail(f"{value!r} is not a number.", *place)
        return float(number)


@click.command()
# utf-8-sig drops the mark that some editors put in front of the first line.
@click.argument("file", type=click.File(encoding="utf-8-sig", errors="replace"), default="-")
@click.option("--false-alerts", type=_Range(*FALSE_ALERTS), show_default=True,
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
        # JSON is UTF-8, whatever the terminal's language.
        sys.stdout.buffer.write(f"{flags_json(recovery.id, result)}\n".encode())
        # Whoever reads the pipe sees each answer as soon as it is there.
        sys.stdout.buffer.flush()
    sys.exit(1 if bad else 0)
