"""A timeline moved towards a clinic's own recoveries, as data for a file: offered, never used by
itself."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tracker.recovery.cohort.centiles import Ints
from tracker.recovery.cohort.shrinking import FEW, LIMIT, MEDIAN, Moves, moves
from tracker.recovery.course import Course, Doubles, Timeline
from tracker.recovery.symptoms import CORE, HIGHEST

LINES = (MEDIAN, LIMIT)
_TENTH = 0.099


@dataclass(frozen=True)
class Change:
    """What a day of a course would become, and on how many recoveries that rests."""

    symptom: str
    depth_mm: float
    day: int
    of: int
    median: tuple[float, float]
    limit: tuple[float, float]
    """Published, then proposed."""


@dataclass(frozen=True)
class Moved:
    """A symptom's course at one depth: the days with enough answers, as published and proposed.
    `weights` are for how many recoveries the published median and limit count."""

    symptom: str
    depth_mm: float
    days: tuple[Change, ...]
    weights: tuple[float, float]

    @property
    def moves(self) -> bool:
        """Whether anything would change."""
        return any(before != after for day in self.days
                   for before, after in (day.median, day.limit))


def nearest_course(courses: tuple[Course, ...], depth_mm: float) -> int:
    """Which course is nearest to a depth, as courses are read: by its logarithm."""
    away = [abs(np.log(depth_mm / one.depth_mm)) for one in courses]
    return int(np.argmin(away))


def moved_courses(line: Timeline, differences: Ints) -> tuple[Moved, ...]:
    """Every course of a core symptom with enough answers.

    `differences` counts, with the axes line (median, limit), core symptom, course, day and size,
    how far answers lie from what was published for their recovery. Only what everybody is asked
    every day is moved: other questions are answered by those who have the symptom.
    """
    made = []
    for at, symptom in enumerate(CORE):
        for number, course in enumerate(line.courses[symptom]):
            told = [moves(differences[which, at, number], one) for which, one in enumerate(LINES)]
            days = _changes(symptom, course, told)
            if days:
                made.append(Moved(symptom, course.depth_mm, days,
                                  (told[0].weight, told[1].weight)))
    return tuple(made)


def _changes(symptom: str, course: Course, told: list[Moves]) -> tuple[Change, ...]:
    medians, limits = told
    changes = []
    for at, day in enumerate(map(int, course.days)):
        if day != course.days[at] or day >= len(limits.of) or limits.of[day] < FEW:
            continue
        before = course.medians[at], course.limits[at]
        median = _moved(before[0], medians.points[day])
        limit = max(median, _moved(before[1], limits.points[day]))
        changes.append(Change(symptom, course.depth_mm, day, int(limits.of[day]),
                              (before[0], median), (before[1], limit)))
    return tuple(changes)


def _moved(before: float, points: float) -> float:
    """Within the scale, to a tenth; and as it was written where it stays."""
    after = round(min(max(before + float(points), 0.0), float(HIGHEST)), 1)
    return before if abs(after - before) < _TENTH else after


def proposed(
    data: Mapping[str, Any], whole: Mapping[str, Any], moved: tuple[Moved, ...], stamp: str
) -> dict[str, Any]:
    """A timeline file's data with these courses moved and a version of its own.

    `data` is the file's own, `whole` the same with what it takes over from others; `stamp` names
    the proposal in its version.
    """
    made = copy.deepcopy(dict(data))
    made["version"] = f"{data['version']}+{stamp}"
    symptoms = made.setdefault("symptoms", {})
    for one in filter(lambda course: course.moves, moved):
        told = symptoms.setdefault(one.symptom, copy.deepcopy(whole["symptoms"][one.symptom]))
        if not (source := str(told["source"])).endswith(stamp):
            told["source"] = f"{source}; own recoveries: {stamp}"
        course = next(c for c in told["courses"] if c["depth_mm"] == one.depth_mm)
        for change in one.days:
            at = told["days"].index(change.day)
            for name, (before, after) in (("median", change.median), ("limit", change.limit)):
                if before != after:
                    course[name][at] = after
    return made


def as_depths(line: Timeline, depth_mm: float) -> tuple[int, ...]:
    """Which course of each core symptom a recovery of this needle depth belongs to."""
    depth = line.working_depth(depth_mm)
    return tuple(nearest_course(line.courses[symptom], depth) for symptom in CORE)


def published(
    line: Timeline, days: Doubles, depth_mm: float, *, skin: int, area: tuple[str, ...],
    passes: int | None,
) -> Doubles:
    """What was published for such a recovery: line, core symptom, day."""
    depth = line.working_depth(depth_mm)
    bands = [line.course(symptom, days, depth, skin=skin, area=area, passes=passes)
             for symptom in CORE]
    return np.array(bands).transpose(1, 0, 2)
