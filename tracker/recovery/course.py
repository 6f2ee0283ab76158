"""The expected course of a recovery, day by day: what the data files say, and reading it.

A symptom's course is given at one or more depths; between them it is interpolated on the logarithm
of depth, between days by straight lines. Effects move it for skin, area, passes and device.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log, log2
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.recovery.sentence import Sentence, say
from tracker.recovery.symptoms import HIGHEST

if TYPE_CHECKING:
    from tracker.recovery.treatment import Recovery, Treatment

LAST_DAY = 42
_LAST_BITS = 1e-9
"""What reckoning between days may take from a whole number."""
Doubles = npt.NDArray[np.float64]


class Band(NamedTuple):
    """What is expected on a day: the median, and the upper limit of normal (97.5th percentile)."""

    median: float
    limit: float

    @property
    def most(self) -> int:
        """The highest score, a whole number from 0 to 10, within the limit."""
        return int(self.limit + _LAST_BITS)


@dataclass(frozen=True)
class Phase:
    """Days that ask for the same care."""

    from_day: int
    title: Sentence
    expect: Sentence
    do: tuple[Sentence, ...]
    avoid: tuple[Sentence, ...]
    source: str


@dataclass(frozen=True)
class Course:
    """A symptom's medians and limits on `days`, at one depth in mm."""

    depth_mm: float
    days: tuple[float, ...]
    medians: tuple[float, ...]
    limits: tuple[float, ...]

    def on(self, day: float) -> Band:
        """The band on a day, between the given days by straight lines."""
        at = bisect_right(self.days, day)
        if at == len(self.days):
            return Band(self.medians[-1], self.limits[-1])
        share = (day - self.days[at - 1]) / (self.days[at] - self.days[at - 1])
        return Band(self.medians[at - 1] + share * (self.medians[at] - self.medians[at - 1]),
                    self.limits[at - 1] + share * (self.limits[at] - self.limits[at - 1]))


@dataclass(frozen=True)
class Effect:
    """What moves the course of some symptoms, where its conditions hold: `skin` types, `area`,
    and days from `from_day` to `to_day`. Additions are in points; `median_times` is a factor;
    `per_doubling` points are added for each doubling of the passes over `passes_reference`;
    `later_days` delays the course. A limit is raised only where it is above `where_limit_above`.
    """

    name: str
    symptoms: tuple[str, ...]
    source: str
    certainty: str
    skin: tuple[int, ...] = ()
    area: str = ""
    from_day: float = 0
    to_day: float = LAST_DAY
    median_times: float = 1
    median_add: float = 0
    limit_add: float = 0
    where_limit_above: float = -1
    passes_reference: float = 0
    per_doubling: float = 0
    later_days: float = 0

    def holds(self, symptom: str, skin: int, area: tuple[str, ...]) -> bool:
        """Whether the effect is about this symptom, skin and area."""
        return (symptom in self.symptoms and (not self.skin or skin in self.skin)
                and (not self.area or self.area in area))

    def more(self, passes: int | None) -> float:
        """Points for the passes."""
        if not self.per_doubling or not passes:
            return 0.0
        return max(0.0, log2(passes / self.passes_reference)) * self.per_doubling

    def apply(self, days: Doubles, medians: Doubles, limits: Doubles, passes: int | None) -> None:
        """Change medians and limits, given on days, in place."""
        on, more = (days >= self.from_day) & (days <= self.to_day), self.more(passes)
        medians[on] = medians[on] * self.median_times + self.median_add + more
        limits[on & (limits > self.where_limit_above)] += self.limit_add + more

    def moved(self, day: float, band: Band, passes: int | None) -> Band:
        """The same for one day."""
        if not self.from_day <= day <= self.to_day:
            return band
        more = self.more(passes)
        raised = self.limit_add + more if band.limit > self.where_limit_above else 0.0
        return Band(band.median * self.median_times + self.median_add + more, band.limit + raised)


@dataclass(frozen=True)
class Timeline:
    """The expected recovery after one kind of treatment, with its sources. `depth_factor` leads
    from the needle's depth to the depth at which the courses are read; nought where depth has no
    meaning. `courses` are by symptom, from shallow to deep."""

    modality: str
    label: str
    phrase: Sentence
    version: str
    sources: tuple[str, ...]
    depth_factor: float
    courses: Mapping[str, tuple[Course, ...]]
    effects: tuple[Effect, ...]
    phases: tuple[Phase, ...]
    origins: Mapping[str, tuple[str, str]]
    """Source and certainty of each symptom's course."""

    def __hash__(self) -> int:
        return hash((self.modality, self.version))

    @cached_property
    def depths(self) -> tuple[float, ...]:
        """The depths in mm at which any symptom's course is given."""
        return tuple(sorted({c.depth_mm for courses in self.courses.values() for c in courses}))

    def working_depth(self, depth_mm: float) -> float:
        """The depth in mm at which the courses are read."""
        return depth_mm * self.depth_factor if self.depth_factor else self.depths[0]

    def expected(self, symptom: str, day: int, recovery: Recovery) -> Band:
        """What is expected of a symptom on a day after this recovery's treatment.

        For dark_patches the figures are above the own answer of day 0.
        """
        t = recovery.treatment
        return _band(self, symptom, min(max(day, 0), LAST_DAY), self.working_depth(t.depth_mm),
                     t.passes, t.area, recovery.fitzpatrick)

    def expected_until(self, symptom: str, last_day: int, recovery: Recovery) -> tuple[Band, ...]:
        """The same on each day from 0 to another."""
        t = recovery.treatment
        return _bands(self, symptom, last_day, self.working_depth(t.depth_mm), t.passes, t.area,
                      recovery.fitzpatrick)

    def course(
        self, symptom: str, days: Doubles, depth_mm: float, *, skin: int,
        area: tuple[str, ...], passes: int | None = None,
    ) -> tuple[Doubles, Doubles]:
        """Medians and limits on days, at a working depth in mm."""
        effects = [one for one in self.effects if one.holds(symptom, skin, area)]
        at = np.maximum(0.0, days - sum(effect.later_days for effect in effects))
        medians, limits = _between(self.courses[symptom], at, depth_mm)
        for effect in effects:
            effect.apply(days, medians, limits, passes)
        return np.minimum(medians, HIGHEST), np.minimum(limits, HIGHEST)

    def treatment(self, treatment: Treatment) -> Sentence:
        """A treatment in words: what and, where it has a meaning, how deep."""
        if not self.depth_factor:
            return self.phrase
        return say("%(what)s at %(depth)s mm", what=self.phrase, depth=treatment.depth_mm)

    def phase(self, day: int) -> Phase:
        """The care that a day asks for."""
        return self.phases[self.phase_number(day)]

    def phase_number(self, day: int) -> int:
        """Its place among the phases, from 0."""
        return sum(phase.from_day <= max(day, 0) for phase in self.phases) - 1


@lru_cache(maxsize=20_000)
def _band(
    line: Timeline, symptom: str, day: int, depth_mm: float, passes: int | None,
    area: tuple[str, ...], skin: int,
) -> Band:
    effects = [one for one in line.effects if one.holds(symptom, skin, area)]
    at = max(0.0, day - sum(effect.later_days for effect in effects))
    shallow, deep, share = _neighbours(line.courses[symptom], depth_mm)
    low, high = shallow.on(at), deep.on(at)
    band = Band(low.median + share * (high.median - low.median),
                low.limit + share * (high.limit - low.limit))
    for effect in effects:
        band = effect.moved(day, band, passes)
    return Band(min(band.median, HIGHEST), min(band.limit, HIGHEST))


@lru_cache(maxsize=1024)
def _bands(
    line: Timeline, symptom: str, last_day: int, depth_mm: float, passes: int | None,
    area: tuple[str, ...], skin: int,
) -> tuple[Band, ...]:
    return tuple(_band(line, symptom, min(day, LAST_DAY), depth_mm, passes, area, skin)
                 for day in range(last_day + 1))


def _neighbours(
    courses: tuple[Course, ...], depth_mm: float
) -> tuple[Course, Course, float]:
    """The courses above and below a depth, and how far it lies between them."""
    at = next((at for at, one in enumerate(courses) if depth_mm <= one.depth_mm),
              len(courses) - 1)
    deep, shallow = courses[at], courses[max(at - 1, 0)]
    if shallow is deep or depth_mm >= deep.depth_mm:
        return deep, deep, 0.0
    return shallow, deep, (log(depth_mm / shallow.depth_mm)
                           / log(deep.depth_mm / shallow.depth_mm))


def _between(
    courses: tuple[Course, ...], days: Doubles, depth_mm: float
) -> tuple[Doubles, Doubles]:
    shallow, deep, share = _neighbours(courses, depth_mm)
    medians = [np.interp(days, one.days, one.medians) for one in (shallow, deep)]
    limits = [np.interp(days, one.days, one.limits) for one in (shallow, deep)]
    return (medians[0] + share * (medians[1] - medians[0]),
            limits[0] + share * (limits[1] - limits[0]))
