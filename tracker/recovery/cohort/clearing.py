"""The day on which the skin is clear."""

from __future__ import annotations

import numpy as np

from tracker.recovery.cohort.centiles import Ints
from tracker.recovery.cohort.waiting import Bools
from tracker.recovery.course import Doubles

CLEAR = 1
"""Redness and swelling of at most so much is no longer seen by others."""
_NEVER = 10_000


def days_to_clear(
    owner: Ints, day: Ints, redness: Ints, swelling: Ints, count: int
) -> tuple[Doubles, Bools]:
    """For each of `count` recoveries with an answer, the first answered day from which redness
    and swelling stay at most 1, and whether it came; where not, the last answered day.

    The columns hold one answered day each; `owner` numbers its recovery from 0.
    """
    last_bad, last = np.full(count, -1), np.full(count, -1)
    bad = (redness > CLEAR) | (swelling > CLEAR)
    np.maximum.at(last_bad, owner[bad], day[bad])
    np.maximum.at(last, owner, day)
    first_clear = np.full(count, _NEVER)
    after = day > last_bad[owner]
    np.minimum.at(first_clear, owner[after], day[after])
    answered, clear = last >= 0, first_clear < _NEVER
    return np.where(clear, first_clear, last)[answered].astype(np.float64), clear[answered]
