"""What else to ask on a day: the signs that the day and yesterday make likely come first."""

from __future__ import annotations

from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE

PIGMENT_DAYS = (0, 7, 14, 21, 28, 42)
"""The days on which dark patches are asked for (evidence section 8)."""


def likely_today(day: int, yesterday: Entry | None, fitzpatrick: int) -> tuple[str, ...]:
    """Every further question, the likeliest first."""
    first: list[str] = []
    if yesterday is not None:
        first += [name for name, score in yesterday.scores.items()
                  if score > 0 and not SCALES[name].core]
        first += [name for name, answer in yesterday.signs.items() if answer]
    if day in PIGMENT_DAYS or (day > 10 and fitzpatrick >= 4):
        first.append("dark_patches")
    if day <= 7:
        first += ["pain", "warmth", "blisters", "discharge", "spreading", TEMPERATURE]
    else:
        first += ["dark_patches", "bumps", "not_healing", "lines"]
    rest = [name for name, scale in SCALES.items() if not scale.core]
    return tuple(dict.fromkeys([*first, *rest, *SIGNS, TEMPERATURE]))
