"""Which groups are too small to be shown, or would give a small one away."""

from __future__ import annotations

import numpy as np

from tracker.recovery.cohort.centiles import LEAST, Ints
from tracker.recovery.cohort.waiting import Bools

_SHOWN_LAST = np.iinfo(np.int64).max


def with_sums(counts: Ints) -> Ints:
    """The table with the sums over each axis put in front, at index 0."""
    for axis in range(counts.ndim):
        counts = np.concatenate([counts.sum(axis=axis, keepdims=True), counts], axis=axis)
    return counts


def hidden(counts: Ints) -> Bools:
    """Which cells of a table `with_sums` are kept back.

    First those of 1 to 4; then, line by line along each axis, the smallest further ones, until
    no line lets a hidden cell be reckoned from the rest of it, and what its sum leaves open is not
    a small group either (complementary suppression: Hundepool and others, Statistical Disclosure
    Control, 2012, chapter 4). Line by line is the usual care, no proof against all lines at once.
    """
    hide: Bools = (counts > 0) & (counts < LEAST)
    while True:
        before = int(hide.sum())
        for axis in range(counts.ndim):
            _close_lines(np.moveaxis(counts, axis, 0), np.moveaxis(hide, axis, 0))
        if int(hide.sum()) == before:
            return hide


def _close_lines(counts: Ints, hide: Bools) -> None:
    """Hide in place one more cell of each line that gives something away; sums come first."""
    total, parts = counts[0], counts[1:]
    held = hide[1:] & (parts > 0)
    kept_back, number = (parts * held).sum(axis=0), held.sum(axis=0)
    told = ~hide[0] & (number > 0) & ((number < 2) | (kept_back < LEAST))
    # A sum kept back while all its parts are shown would be no secret.
    told |= hide[0] & (number == 0) & (total > 0)
    left = np.where(~hide[1:] & (parts > 0), parts, _SHOWN_LAST)
    smallest = left.argmin(axis=0)
    none_left = left.min(axis=0) == _SHOWN_LAST
    hide[0] |= told & none_left
    chosen = np.arange(len(parts)).reshape(-1, *[1] * (parts.ndim - 1)) == smallest
    hide[1:] |= chosen & told & ~none_left
