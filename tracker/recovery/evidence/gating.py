"""What a panel has to follow: nothing after the last day that could pass its gate.

The gate itself (`weighing`) asks what the person was expected to answer, which is known only when
the answers were followed. Here each day is asked whether it could pass for any kind of reporter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from tracker.recovery.course import LAST_DAY, Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.expecting import Grid, grid_for
from tracker.recovery.evidence.panel import Gate, Panel
from tracker.recovery.treatment import Recovery

_HAIR = 1e-3
"""Room for the single precision of what is expected."""
Least = tuple[tuple[str, int], ...]
"""Symptoms, each with the lowest score that could pass on a day."""


def worth_following(
    panel: Panel, entries: Sequence[Entry], line: Timeline, recovery: Recovery
) -> Sequence[Entry]:
    """The entries that tell the panel something, about days up to the last that could pass its
    gate: what comes later, or is sent later about later days, changes no look at these.
    `entries` in order of sending."""
    scored = entries if panel.signs else [
        entry for entry in entries for name in panel.channels
        if entry.scores.get(name, -1) >= panel.gate.score]
    if not scored:
        return ()
    telling = entries if panel.signs else _telling(panel, entries)
    by_day, last = _least_scores(panel, grid_for(line, recovery, panel)), -1
    # From the newest on, so that most of the others need not be asked.
    for entry in reversed(scored):
        least = by_day[min(entry.day, LAST_DAY)]
        if entry.day > last and _could_pass(panel, entry, least, telling):
            last = entry.day
    return [entry for entry in telling if entry.day <= last]


def _telling(panel: Panel, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries about days on which a symptom of the panel was told."""
    days = {entry.day for entry in entries if not entry.scores.keys().isdisjoint(panel.channels)}
    return [entry for entry in entries if entry.day in days]


def _could_pass(panel: Panel, entry: Entry, least: Least, telling: Sequence[Entry]) -> bool:
    scores = entry.scores
    for name, score in least:
        if scores.get(name, -1) >= score and _rises(panel.gate, name, entry, telling):
            return True
    return _alarms(panel, entry)


@lru_cache(maxsize=128)
def _least_scores(panel: Panel, grid: Grid) -> tuple[Least, ...]:
    """For each day the lowest scores that could pass; none before the gate opens."""
    gate = panel.gate
    return tuple(
        tuple((name, max(gate.score, ceil(lowest + gate.above - _HAIR)))
              for name, lowest in zip(panel.channels, grid.lowest[day], strict=True))
        if day >= gate.from_day else ()
        for day in range(LAST_DAY + 1))


def _alarms(panel: Panel, entry: Entry) -> bool:
    """Whether a sign or a raised temperature opens the gate."""
    return bool(panel.signs) and (
        True in entry.signs.values()
        or (entry.temperature_c is not None and entry.temperature_c >= panel.raised_from))


def _rises(gate: Gate, name: str, entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an answer may stand as far above the lowest before it as the gate asks: above the
    lowest of all answers about earlier days; above nought where the first look finds none."""
    if gate.rise <= 0:
        return True
    before = [one for one in entries if one.day < entry.day and name in one.scores]
    if any(one.submitted <= entry.submitted for one in before):
        return entry.scores[name] >= gate.rise + min(one.scores[name] for one in before)
    return entry.scores[name] >= gate.rise
