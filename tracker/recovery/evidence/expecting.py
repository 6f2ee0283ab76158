"""The expected course as arrays: symptoms by day, for skin that takes its own time."""

from __future__ import annotations

from functools import lru_cache
from math import log, log2

import numpy as np

from tracker.recovery.evidence.answering import ANSWERING, Floats
from tracker.recovery.timeline import LAST_DAY, Timeline
from tracker.recovery.treatment import Recovery

_SEEN_AT_LIMIT = 0.15
"""Where the median is nought some still answer 1: the mean is this share of the upper limit less
half a point (fitted by eye to an exponential fall through the same table; certainty C)."""


@lru_cache(maxsize=64)
def _grid(line: Timeline, channels: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Logarithms of depths, and expected answers, shape (depth, time, symptom, day)."""
    depths = line.depths
    grid = np.zeros((len(depths), len(ANSWERING.times), len(channels), LAST_DAY + 1),
                    dtype=np.float32)
    for d, depth in enumerate(depths):
        for t, time in enumerate(ANSWERING.times):
            for c, channel in enumerate(channels):
                for day in range(LAST_DAY + 1):
                    band = line.plain(channel, day / time, depth)
                    grid[d, t, c, day] = max(band.median, _SEEN_AT_LIMIT * (band.limit - 0.5))
    return np.log(np.array(depths, dtype=np.float32)), grid


def expected_answers(line: Timeline, recovery: Recovery, channels: tuple[str, ...]) -> Floats:
    """Expected answers in points, shape (time, symptom, day), before the person's own scale."""
    depths, grid = _grid(line, channels)
    depth = log(line.working_depth(recovery.treatment.depth_mm))
    at = min(max(int(np.searchsorted(depths, depth)) - 1, 0), len(depths) - 2)
    share = (depth - float(depths[at])) / float(depths[at + 1] - depths[at])
    share = min(max(share, 0.0), 1.0)
    means = grid[at] * np.float32(1 - share) + grid[at + 1] * np.float32(share)
    adjust, passes = line.adjust, recovery.treatment.passes
    if recovery.fitzpatrick >= 5 and "redness" in channels:
        means[:, channels.index("redness")] *= adjust["dark_skin_redness"]["factor"]
    if passes:
        extra = adjust["passes"]
        more = max(0.0, log2(passes / extra["reference"])) * extra["per_doubling"]
        for name in ("redness", "swelling"):
            if name in channels:
                means[:, channels.index(name), : extra["until_day"] + 1] += np.float32(more)
    return means
