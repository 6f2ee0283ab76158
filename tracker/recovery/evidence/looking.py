"""The order of looks: by the day of sending, and anew after an entry about the past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.recovery.entry import Entry


class Look(NamedTuple):
    """One look at a day: `sent` is the day of sending, `entry` indexes the entries, `day` is the
    entry's day, `parent` the look at the last day before it as known then (-1: none), `last` that
    day (-1: none)."""

    sent: int
    entry: int
    day: int
    parent: int
    last: int


def looks(entries: Sequence[Entry]) -> list[Look]:
    """The looks at entries given in order of sending. Each uses what was sent by then about the
    days before its own, and nothing else; of several entries about a day the newest counts."""
    made: list[Look] = []
    view: list[int] = []
    last, begin = -1, 0
    while begin < len(entries):
        first = entries[begin]
        sent, end = first.submitted, begin + 1
        while end < len(entries) and entries[end].submitted == sent:
            end += 1
        anew = [(first.day, begin)]
        if end > begin + 1 or first.day <= last:
            changed = {entries[at].day: at for at in range(begin, end)}
            while view and last >= min(changed):
                old = made[view.pop()]
                changed.setdefault(old.day, old.entry)
                last = old.last
            anew = sorted(changed.items())
        for day, at in anew:
            parent = view[-1] if view else -1
            view.append(len(made))
            made.append(Look(sent, at, day, parent, last))
            last = day
        begin = end
    return made


def known_before(made: Sequence[Look], at: int) -> list[int]:
    """The entries about earlier days that a look rests on, by day."""
    known = []
    parent = made[at].parent
    while parent >= 0:
        known.append(made[parent].entry)
        parent = made[parent].parent
    return known[::-1]
