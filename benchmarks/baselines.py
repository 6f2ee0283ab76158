"""The simple rules that the core is measured against.

Each gives for a recovery a list of (day of sending, how far it speaks for an alarm); the first two
are fixed rules, the others can be set to any number of false alerts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from tracker.recovery.entry import Entry
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

FELT = ("redness", "swelling", "itching", "pain", "warmth")
Rule = Callable[[Recovery, Timeline], list[tuple[int, float]]]


def seven(recovery: Recovery, _line: Timeline) -> list[tuple[int, float]]:
    """Any symptom at 7 or more."""
    return [(e.submitted, 1.0) for e in recovery.entries
            if max(e.scores.get(name, 0) for name in FELT) >= 7]


def seven_or_up_by_two(recovery: Recovery, line: Timeline) -> list[tuple[int, float]]:
    """Any symptom at 7 or more, or 2 above the last answer."""
    found = seven(recovery, line)
    for before, today in _days(recovery):
        if any(today.scores[name] - before.scores[name] >= 2
               for name in FELT if name in today.scores and name in before.scores):
            found.append((max(before.submitted, today.submitted), 1.0))
    return found


def above_the_curve(recovery: Recovery, line: Timeline) -> list[tuple[int, float]]:
    """A symptom above its upper limit on two answered days running."""
    def over(entry: Entry) -> set[str]:
        return {name for name in FELT if name in entry.scores and entry.scores[name]
                > line.expected(name, entry.day, recovery).limit}
    return [(max(a.submitted, b.submitted), 1.0) for a, b in _days(recovery) if over(a) & over(b)]


def ewma(recovery: Recovery, line: Timeline) -> list[tuple[int, float]]:
    """The largest exponentially weighted mean (0.4) of standardised excess over the symptoms."""
    return _chart(recovery, line, lambda level, z: 0.6 * level + 0.4 * z)


def cusum(recovery: Recovery, line: Timeline) -> list[tuple[int, float]]:
    """The largest cumulative sum of standardised excess less 0.75, never below nought."""
    return _chart(recovery, line, lambda level, z: max(0.0, level + z - 0.75))


def _chart(recovery: Recovery, line: Timeline,
           step: Callable[[float, float], float]) -> list[tuple[int, float]]:
    levels = dict.fromkeys(FELT, 0.0)
    found = []
    for entry in sorted(recovery.entries, key=lambda e: (e.day, e.submitted)):
        for name in FELT:
            if name in entry.scores:
                band = line.expected(name, entry.day, recovery)
                sd = max(0.5, (band.limit - band.median) / 2)
                levels[name] = step(levels[name], (entry.scores[name] - band.median) / sd)
        found.append((entry.submitted, max(levels.values())))
    return found


def _days(recovery: Recovery) -> Iterator[tuple[Entry, Entry]]:
    return pairwise(sorted(recovery.entries, key=lambda entry: entry.day))


FIXED: Mapping[str, Rule] = {
    "7 or more": seven, "7 or more, or up by 2": seven_or_up_by_two,
    "above the curve on two days": above_the_curve,
}
TUNABLE: Mapping[str, Rule] = {"EWMA": ewma, "CUSUM": cusum}
