"""How long one full assessment takes, and how many a second `tracker assess` gives."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.simulation.recoveries import complicated, normal
from benchmarks.simulation.worlds import WORLDS
from benchmarks.simulation.writing import as_line
from tracker.recovery.assess import assess
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery

FULL_LOG = 42
"""Entries in the recovery of the speed claim."""
_DAILY = replace(WORLDS["plain"], name="daily", skip=0.0, skip_later=-0.4, optional=0.2)


def full_logs(number: int, *, wrong: bool) -> list[Recovery]:
    """Recoveries logged every day, each at a depth of its own so that nothing can be kept."""
    chance = np.random.default_rng(3)
    source = (one for one, _ in complicated(_DAILY, 5, 9999)) if wrong else normal(
        _DAILY, 5, 9999, (1, 2, 3, 4, 5, 6))
    full = (replace(one, entries=one.entries[:FULL_LOG],
                    treatment=replace(one.treatment, depth_mm=float(chance.uniform(0.3, 3.5))))
            for one in source if len(one.entries) >= FULL_LOG)
    return list(islice(full, number))


def median_ms(recoveries: list[Recovery]) -> float:
    """The median time of a full assessment of the second half; the first warms up what all
    recoveries share."""
    times = []
    for recovery in recoveries:
        line = load_timeline(recovery.treatment.modality)
        begun = time.perf_counter()
        assess(recovery, line)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[len(times) // 2:])


def throughput(count: int) -> float:
    """Recoveries a second through `tracker assess`, start of the program included."""
    command = [str(Path(sys.executable).parent / "tracker"), "assess"]
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "recoveries.jsonl"
        with lines.open("w") as out:
            out.writelines(as_line(one) + "\n" for one in _mixed(count))
        begun = time.perf_counter()
        subprocess.run([*command, str(lines)], check=True,  # noqa: S603  our own command
                       stdout=subprocess.DEVNULL)
        return count / (time.perf_counter() - begun)


def _mixed(count: int) -> Iterator[Recovery]:
    share = count // len(WORLDS) + 1
    for world in WORLDS.values():
        yield from islice(normal(world, 77, share, (1, 2, 3, 4, 5, 6)), share)


def print_speeds() -> None:
    """Print both."""
    for name, wrong in (("normal", False), ("complicated", True)):
        logs = full_logs(420, wrong=wrong)
        answers = statistics.mean(sum(len(e.scores) for e in one.entries) for one in logs)
        print(f"\n{name} recovery of {FULL_LOG} entries ({answers:.0f} answers): "
              f"{median_ms(logs):.2f} ms (median, one core, limit 1)")
    count = 10_500
    print(f"tracker assess: {throughput(count):,.0f} recoveries a second of {count:,} "
          "(two cores, limit 2,000)")
