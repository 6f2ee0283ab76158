"""Which photos stand side by side: the same view, on the first day and on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.store.photos import PhotoRow


@dataclass(frozen=True)
class Pair:
    """A photo and the one of the first day to see it beside; `before` is None for that day's."""

    before: PhotoRow | None
    after: PhotoRow


Days = Sequence[tuple[int, Sequence[PhotoRow]]]


def by_day(rows: Sequence[PhotoRow]) -> Days:
    """The photos of each day, newest day first."""
    days = [(day, list(some)) for day, some in groupby(rows, key=lambda row: row.day)]
    return days[::-1]


def pair(rows: Sequence[PhotoRow], chosen: str | None = None) -> Pair | None:
    """The chosen photo (the first of the newest day where none is) beside the first day's.

    The second photo of a day stands beside the second of the first day, and so on: people take
    their views in the same order. Where the first day has fewer, its first one stands there.
    """
    days = by_day(rows)
    if not days:
        return None
    after = next((row for row in rows if row.name == chosen), days[0][1][0])
    first_day, first = days[-1]
    if after.day == first_day:
        return Pair(None, after)
    place = next(list(some).index(after) for day, some in days if day == after.day)
    return Pair(first[place] if place < len(first) else first[0], after)
