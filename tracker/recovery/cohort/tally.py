"""Counting recoveries batch by batch, so that any number of them needs no more memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tracker.recovery.cohort.answering import DAYS, WEEKS, by_week
from tracker.recovery.cohort.centiles import Ints
from tracker.recovery.cohort.clearing import days_to_clear
from tracker.recovery.cohort.proposing import LINES, as_depths, published
from tracker.recovery.cohort.shrinking import SIZES, STEP
from tracker.recovery.cohort.waiting import Bools, Waiting, waiting
from tracker.recovery.course import Doubles, Timeline
from tracker.recovery.symptoms import CORE, HIGHEST, SCALES

SYMPTOMS = tuple(SCALES)
_CORE_AT = [SYMPTOMS.index(name) for name in CORE]
_REDNESS, _SWELLING = SYMPTOMS.index("redness"), SYMPTOMS.index("swelling")


class Treated(NamedTuple):
    """What moves the published band of a recovery."""

    depth_mm: float
    fitzpatrick: int
    area: tuple[str, ...]
    passes: int | None


@dataclass(frozen=True)
class Batch:
    """Some recoveries with all their answered days.

    For each recovery: `treated`, `passed` (days that are over), `normal` (nothing speaks for a
    complication). For each answered day: `owner` (its recovery, from 0), `day`, and `scores` (of
    each symptom, -1 where not answered).
    """

    treated: Sequence[Treated]
    passed: Ints
    normal: Bools
    owner: Ints
    day: Ints
    scores: Ints


class Tally:
    """The counts so far. Where all had one kind of treatment, its timeline is compared."""

    def __init__(self, line: Timeline | None) -> None:
        self.line = line
        self.answers = np.zeros((len(SYMPTOMS), DAYS, HIGHEST + 1), np.int64)
        self.weeks = np.zeros((3, len(WEEKS)), np.int64)
        self._clear: list[tuple[Doubles, Bools]] = []
        self._kinds: dict[Treated, int] = {}
        self._bands: list[Doubles] = []
        self._depths: list[tuple[int, ...]] = []
        self._of_kind: dict[int, int] = {}
        courses = max((len(line.courses[name]) for name in CORE), default=0) if line else 0
        self.differences = np.zeros((len(LINES), len(CORE), courses, DAYS, len(SIZES)), np.int64)

    def add(self, batch: Batch) -> None:
        """Count these too."""
        count, early = len(batch.treated), batch.day < DAYS
        self._clear.append(days_to_clear(batch.owner, batch.day, batch.scores[:, _REDNESS],
                                         batch.scores[:, _SWELLING], count))
        owner, day, scores = batch.owner[early], batch.day[early], batch.scores[early]
        answered: Bools = np.zeros((count, DAYS), bool)
        answered[owner, day] = True
        self.weeks += by_week(answered, batch.passed)
        for at in range(len(SYMPTOMS)):
            given = scores[:, at] >= 0
            self.answers[at] += _counted((day[given], scores[given, at]), (DAYS, HIGHEST + 1))
        if self.line is not None:
            self._compare(self.line, batch, owner, day, scores)

    def _compare(
        self, line: Timeline, batch: Batch, owner: Ints, day: Ints, scores: Ints
    ) -> None:
        kinds = np.array([self._kind(line, one) for one in batch.treated], np.int64)
        for kind, number in zip(*np.unique(kinds, return_counts=True), strict=True):
            self._of_kind[int(kind)] = self._of_kind.get(int(kind), 0) + int(number)
        kept = batch.normal[owner]
        kind, day, scores = kinds[owner[kept]], day[kept], scores[kept]
        bands, depths = np.array(self._bands), np.array(self._depths)
        for at, column in enumerate(_CORE_AT):
            for which in range(len(LINES)):
                away = scores[:, column] - bands[kind, which, at, day]
                size = np.rint((away - SIZES[0]) / STEP).astype(np.int64)
                self.differences[which, at] += _counted(
                    (depths[kind, at], day, np.clip(size, 0, len(SIZES) - 1)),
                    self.differences.shape[2:])

    def _kind(self, line: Timeline, one: Treated) -> int:
        at = self._kinds.get(one)
        if at is None:
            at = self._kinds[one] = len(self._bands)
            self._bands.append(published(
                line, np.arange(DAYS, dtype=np.float64), one.depth_mm, skin=one.fitzpatrick,
                area=one.area, passes=one.passes))
            self._depths.append(as_depths(line, one.depth_mm))
        return at

    def clearing(self) -> Waiting:
        """Days until redness and swelling stay at most 1."""
        if not self._clear:
            return waiting(np.zeros(0), np.zeros(0, bool))
        times, reached = zip(*self._clear, strict=True)
        return waiting(np.concatenate(times), np.concatenate(reached))

    def band(self) -> Doubles:
        """The published median and limit of these recoveries on average: line, core symptom,
        day; without a timeline there are none."""
        if not self._bands:
            return np.zeros((len(LINES), len(CORE), 0))
        weights = [self._of_kind[at] for at in range(len(self._bands))]
        return np.asarray(np.average(np.array(self._bands), axis=0, weights=weights))


def _counted(places: tuple[Ints, ...], shape: tuple[int, ...]) -> Ints:
    """How often each place of a table occurs."""
    flat = np.ravel_multi_index(places, shape)
    return np.asarray(np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape), np.int64)
