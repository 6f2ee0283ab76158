"""Measuring in turns, and the table that is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Act = Callable[[int], object]


def in_turns(reference: Act, acts: dict[str, Act], rounds: int, warm: int) -> dict[str, float]:
    """Median milliseconds of each act, and of the reference under "".

    One of each in every round, so that whatever else the machine does falls on all alike.
    """
    everything = {"": reference, **acts}
    taken: dict[str, list[float]] = {name: [] for name in everything}
    for number in range(rounds + warm):
        for name, act in everything.items():
            begun = time.perf_counter()
            act(number)
            if number >= warm:
                taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def ratio(subject: str, taken: float, reference: float, limit: float) -> None:
    """One line: milliseconds, how many times the reference, and whether that is within."""
    times = taken / reference
    verdict = "within" if times <= limit else "OVER"
    print(f"  {subject:44} {taken:8.2f} ms {times:6.2f} x   {verdict} {limit:g} x")


def seconds(subject: str, taken: float, limit: float) -> None:
    """One line: seconds, and whether that is within."""
    verdict = "within" if taken <= limit else "OVER"
    print(f"  {subject:44} {taken:8.3f} s            {verdict} {limit:g} s")
