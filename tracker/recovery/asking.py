"""What else to ask on a day: the signs that the day and yesterday make likely come first."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE

PIGMENT_DAYS = (0, 7, 14, 21, 28, 42)
"""The days on which dark patches are asked for, even when the daily log has ended (evidence
section 8); the first gives the own start."""
LATER_PIGMENT_DAYS = (84, 168)
"""Asked besides where dark marks were flagged."""
EARLY = ("pain", "warmth", "blisters", "discharge", "spreading", TEMPERATURE)
LATE = ("dark_patches", "bumps", "not_healing", "lines", "discharge", "pain")
FIRST_WEEK = 7
WATCHED_DAYS = 14
TELLING_SILENCE = 2
"""So many missed days in the first two weeks are worth a call; later, few answer every day."""


def silent_days(last_day: int | None, today: int) -> int:
    """How many full days nothing was said, where that says something; else 0.

    `last_day` is the newest day answered about; today can still be answered.
    """
    missed = today - 1 - (-1 if last_day is None else last_day)
    if missed < TELLING_SILENCE or (last_day is not None and today > WATCHED_DAYS):
        return 0
    return missed


def pigment_due(day: int, entries: Sequence[Entry], *, flagged: bool = False) -> int | None:
    """The day whose question about dark patches is still open on a day, or None.

    Open is the newest of the days on which it is asked, until an answer about it or a later day is
    there. `flagged`: whether dark marks were flagged, so that it is asked for longer.
    """
    days = PIGMENT_DAYS + (LATER_PIGMENT_DAYS if flagged else ())
    newest = max((asked for asked in days if asked <= day), default=None)
    if newest is None or any(e.day >= newest and "dark_patches" in e.scores for e in entries
                             if e.day <= day):
        return None
    return newest


def likely_today(
    day: int, yesterday: Entry | None, fitzpatrick: int, entries: Sequence[Entry] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The further questions to show at once, the likeliest first, and the rest.

    What was answered yesterday comes first, then what the day makes likely. `entries` are all
    that were made: an open question about dark patches is asked until it is answered.
    """
    first: list[str] = []
    if yesterday is not None:
        first += [name for name, score in yesterday.scores.items()
                  if score > 0 and not SCALES[name].core]
        first += [name for name, answer in yesterday.signs.items() if answer]
    if (day in PIGMENT_DAYS or (day > 10 and fitzpatrick >= 4)
            or (entries and pigment_due(day, entries) is not None)):
        first.append("dark_patches")
    first += EARLY if day <= FIRST_WEEK else LATE
    likely = tuple(dict.fromkeys(first))
    every = (*SIGNS, *(name for name, scale in SCALES.items() if not scale.core), TEMPERATURE)
    return likely, tuple(name for name in every if name not in likely)
