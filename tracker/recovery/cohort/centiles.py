"""What a group answered day by day, as centiles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
SHARES = (0.1, 0.5, 0.9)
LEAST = 5
"""A group smaller than this is not shown."""
_LAST_BITS = 1e-9


class DayCentiles(NamedTuple):
    """A day, how many answered, and the scores that 10, 50 and 90 in a hundred do not pass."""

    day: int
    of: int
    low: int
    middle: int
    high: int


def quantile(counts: Ints, share: float) -> Ints:
    """The lowest value that at least this share does not pass; values lie along the last axis.

    The inverse of the distribution as counted (definition 1 of Hyndman and Fan 1996): always a
    score that somebody gave. Of nobody it is the first value.
    """
    reached = np.cumsum(counts, axis=-1)
    wanted = reached[..., -1:] * share - _LAST_BITS
    return np.asarray((reached < wanted).sum(axis=-1), dtype=np.int64)


def day_centiles(counts: Ints) -> tuple[DayCentiles, ...]:
    """From how often each score was given on each day (days, scores); days with few answers are
    left out."""
    of = counts.sum(axis=1)
    lines = [quantile(counts, share) for share in SHARES]
    return tuple(DayCentiles(day, int(of[day]), *(int(line[day]) for line in lines))
                 for day in range(len(counts)) if of[day] >= LEAST)
