"""How far a clinic's own answers move the published band (docs/cohort.md, "The formula")."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.recovery.cohort.centiles import Ints, quantile
from tracker.recovery.course import Doubles

LEAST_WEIGHT = 20.0
"""The published band never counts for less than so many recoveries."""
FEW = 40
"""Among fewer answers of a day the 97.5th percentile is their highest, and too low: the day then
stays as published."""
MOST = 2.0
"""Points that a limit or median is moved at most: beyond, somebody should first ask why."""
STEP = 0.1
"""Points between two counted differences."""
SIZES = np.round(np.arange(-10, 10 + STEP / 2, STEP), 1)
"""The differences that are counted, in points."""


@dataclass(frozen=True)
class Quantile:
    """A line of the band: the share under it, the differences from it that rounding to whole
    scores explains, and how widely it scatters: for normal values its variance is `scatter`
    times theirs, divided by their number (Stuart and Ord, Kendall's Advanced Theory, 10.10)."""

    share: float
    explained: tuple[float, float]
    scatter: float


MEDIAN = Quantile(0.5, (-0.5, 0.5), 1.571)
LIMIT = Quantile(0.975, (-1.0, 0.0), 7.136)
"""A limit of 3.7 is kept by scores up to 3."""


@dataclass(frozen=True)
class Moves:
    """For each day: how many answers it rests on, and points by which the line is moved.
    `weight` is for how many recoveries the published line counts; infinite where it stays."""

    of: Ints
    points: Doubles
    weight: float


def moves(differences: Ints, line: Quantile) -> Moves:
    """From how often each of SIZES came between answer and published line, by day (days, sizes).

    An empirical Bayes estimate (Morris 1983): the own difference of a day, as far as rounding does
    not explain it, is shrunken towards none by n / (n + weight). The weight is the variance of one
    recovery's share in the line over the variance of clinics around the published line, which is
    what the squares of the own differences leave beyond chance (by moments, over all days).
    """
    of: Ints = differences.sum(axis=1)
    own = _unexplained(SIZES[np.minimum(quantile(differences, line.share), len(SIZES) - 1)], line)
    used = of >= FEW
    if not used.any():
        return Moves(of, np.zeros(len(of)), np.inf)
    one = line.scatter * _variance(differences[used])
    between = float((of[used] * own[used]**2 - one).sum() / of[used].sum())
    weight = max(LEAST_WEIGHT, one / between) if between > 0 else np.inf
    shrunken = own * of / (of + weight)
    return Moves(of, np.where(used, np.clip(shrunken, -MOST, MOST), 0.0), weight)


def _unexplained(own: Doubles, line: Quantile) -> Doubles:
    low, high = line.explained
    return np.where(own > high, own - high, np.where(own < low, own - low, 0.0))


def _variance(differences: Ints) -> float:
    """Of the answers around their own day's mean, over all days."""
    of = differences.sum(axis=1)
    means = differences @ SIZES / of
    squares = (differences * (SIZES - means[:, None])**2).sum()
    return float(squares / max(of.sum() - len(of), 1))
