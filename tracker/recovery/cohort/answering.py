"""How many of the days that asked for an answer got one."""

from __future__ import annotations

import numpy as np

from tracker.recovery.asking import PIGMENT_DAYS, WATCHED_DAYS
from tracker.recovery.cohort.centiles import Ints
from tracker.recovery.cohort.waiting import Bools
from tracker.recovery.course import LAST_DAY

DAYS = LAST_DAY + 1
_LATER = tuple(day for day in PIGMENT_DAYS if day > WATCHED_DAYS)
EXPECTED = (*range(WATCHED_DAYS + 1), *_LATER)
"""Every day of the first two weeks, then those on which dark marks are asked for."""
WEEKS = tuple(sorted({day // 7 + 1 for day in EXPECTED}))


def by_week(answered: Bools, passed: Ints) -> Ints:
    """For each of WEEKS, how many expected days were answered, how many there were, and how many
    recoveries had one: three rows.

    `answered` says for each recovery and day whether there is an answer about it, `passed` how
    many days of the recovery are over: a day that can still be answered is not missed. A later
    question stays open until the next one, so an answer in between is an answer to it.
    """
    counts = np.zeros((3, len(WEEKS)), np.int64)
    for day, until in zip(EXPECTED, (*EXPECTED[1:], DAYS), strict=True):
        week, asked = WEEKS.index(day // 7 + 1), passed > day
        number = int(asked.sum())
        counts[0, week] += (answered[:, day:until].any(axis=1) & asked).sum()
        counts[1, week] += number
        counts[2, week] = max(counts[2, week], number)
    return counts
