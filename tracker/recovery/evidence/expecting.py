"""The expected course as arrays: symptoms by day, for skin that takes its own time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np

from tracker.recovery.course import LAST_DAY, Timeline
from tracker.recovery.evidence.answering import ANSWERING, Floats
from tracker.recovery.evidence.panel import Panel
from tracker.recovery.treatment import Recovery

_SEEN_AT_LIMIT = 0.15
"""Where the median is nought some still answer 1: the mean is this share of the upper limit less
half a point (fitted by eye to an exponential fall through the same table; certainty C)."""


@dataclass(frozen=True, eq=False)
class Grid:
    """What reporters of a panel would answer in normal healing after treatments that differ in
    depth alone: the logarithms of the depths, for each the answers in points, shape (day,
    reporters, symptoms), and the lowest of them all, by day and symptom."""

    depths: tuple[float, ...]
    answers: list[Floats]
    lowest: list[list[float]]


def grid_for(line: Timeline, recovery: Recovery, panel: Panel) -> Grid:
    """The grid between whose depths the treatment lies."""
    treatment = recovery.treatment
    return _grid(line, panel, _alike(line, recovery.fitzpatrick),
                 _told_apart(line, treatment.area), treatment.passes)


@lru_cache(maxsize=128)
def _grid(
    line: Timeline, panel: Panel, skin: int, area: tuple[str, ...], passes: int | None
) -> Grid:
    depths, times, reporters = line.depths, ANSWERING.times, panel.reporters
    # Skin that takes its own time is further on, or less far, on each day of the calendar.
    days = (np.arange(LAST_DAY + 1.0) / np.array(times)[:, None]).ravel()
    grid = np.zeros((len(depths), len(times), len(panel.channels), LAST_DAY + 1), dtype=np.float32)
    for d, depth in enumerate(depths):
        for c, channel in enumerate(panel.channels):
            medians, limits = line.course(channel, days, depth, skin=skin, area=area, passes=passes)
            usual = np.maximum(medians, _SEEN_AT_LIMIT * (limits - 0.5))
            grid[d, :, c] = usual.reshape(len(times), -1)
    own = grid[:, reporters.time_at].transpose(0, 3, 1, 2) * reporters.scales[:, None]
    own += reporters.marks[:, None]
    return Grid(tuple(map(log, depths)), [np.ascontiguousarray(one) for one in own],
                own.min(axis=(0, 2)).tolist())


def expected_answers(
    line: Timeline, recovery: Recovery, panel: Panel, days: Sequence[int]
) -> Floats:
    """What each kind of reporter would answer in normal healing on some days, in points, shape
    (days, reporters, symptoms)."""
    grid = grid_for(line, recovery, panel)
    at = np.minimum(days, LAST_DAY)
    depth = log(line.working_depth(recovery.treatment.depth_mm))
    depths = grid.depths
    above = next((at for at, known in enumerate(depths) if depth <= known), len(depths) - 1)
    below = max(above - 1, 0)
    deep = grid.answers[above].take(at, axis=0)
    if below == above or depth >= depths[above]:
        return deep
    share = np.float32((depth - depths[below]) / (depths[above] - depths[below]))
    shallow = grid.answers[below].take(at, axis=0)
    deep *= share
    shallow *= 1 - share
    deep += shallow
    return deep


@lru_cache(maxsize=256)
def _alike(line: Timeline, skin: int) -> int:
    """The lowest skin type that the timeline does not tell from this one."""
    def told(other: int) -> list[bool]:
        return [not effect.skin or other in effect.skin for effect in line.effects]
    return next(other for other in range(1, 7) if told(other) == told(skin))


@lru_cache(maxsize=256)
def _told_apart(line: Timeline, area: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of the area that change anything."""
    return tuple(sorted({effect.area for effect in line.effects} & set(area)))
