"""`tracker assess`: the detection core as a filter."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import click

from tracker.cli.streaming import Batch, Judged, in_batches, in_order
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
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--false-alerts", type=_Range(*FALSE_ALERTS), show_default=True,
              default=DEFAULT_FALSE_ALERTS,
              help="accepted false alerts in 100 normal recoveries")
def assess(file: BinaryIO, false_alerts: float) -> None:
    """Read recoveries as JSON Lines, write their flags as JSON Lines."""
    bad = False
    for answers, errors in in_order(in_batches(file), judge_batch, false_alerts):
        # JSON is UTF-8, whatever the terminal's language.
        sys.stdout.buffer.write("".join(answers).encode())
        # Whoever reads the pipe sees each answer as soon as it is there.
        sys.stdout.buffer.flush()
        for error in errors:
            click.echo(error, err=True)
            bad = True
    sys.exit(1 if bad else 0)


def judge_batch(batch: Batch, false_alerts: float) -> Judged:
    """The answers to a batch of lines, and what is wrong with those that cannot be read."""
    answers, errors = [], []
    for number, raw in batch:
        # Some editors put a mark in front of the first line.
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", errors="replace")
        if not line.strip():
            continue
        try:
            recovery = parse_recovery(line)
        except InvalidRecovery as error:
            errors.append(f"line {number}: {error}")
            continue
        timeline = load_timeline(recovery.treatment.modality)
        result = judge(recovery, timeline, false_alerts=false_alerts)
        answers.append(flags_json(recovery.id, result) + "\n")
    return answers, errors
