"""The order of looks: by the day of sending, and anew after an entry about the past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.recovery.entry import Entry


class Look(NamedTuple):
    """One look at a day: `sent` is the day of sending, `entry` indexes the entries, `parent` the
    look at the last day before it as known then (-1: none), `last` that day (-1: none)."""

    sent: int
    entry: int
    parent: int
    last: int


def looks(entries: Sequence[Entry]) -> list[Look]:
    """The looks at entries given in order of sending. Each uses what was sent by then about the
    days before its own, and nothing else; of several entries about a day the newest counts."""
    if _in_step(entries):
        return _one_by_one(entries)
    made: list[Look] = []
    view: list[int] = []
    last, begin = -1, 0
    while begin < len(entries):
        sent, end = entries[begin].submitted, begin + 1
        while end < len(entries) and entries[end].submitted == sent:
            end += 1
        changed = {entries[at].day: at for at in range(begin, end)}
        while view and last >= min(changed):
            old = made[view.pop()]
            changed.setdefault(entries[old.entry].day, old.entry)
            last = old.last
        for day in sorted(changed) if len(changed) > 1 else changed:
            parent = view[-1] if view else -1
            view.append(len(made))
            made.append(Look(sent, changed[day], parent, last))
            last = day
        begin = end
    return made


def _in_step(entries: Sequence[Entry]) -> bool:
    """Whether each entry is about a later day than those sent before: nothing is looked at anew."""
    last = -1
    for entry in entries:
        if entry.day <= last:
            return False
        last = entry.day
    return True


def _one_by_one(entries: Sequence[Entry]) -> list[Look]:
    """The looks of most recoveries, several times faster: each rests on the one before it."""
    made, last = [], -1
    for at, entry in enumerate(entries):
        made.append(Look(entry.submitted, at, at - 1, last))
        last = entry.day
    return made


def known_before(made: Sequence[Look], at: int) -> list[int]:
    """The entries about earlier days that a look rests on, by day."""
    known = []
    parent = made[at].parent
    while parent >= 0:
        known.append(made[parent].entry)
        parent = made[parent].parent
    return known[::-1]
