"""Expected recovery by treatment, read from the data files beside this module."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from math import log, log2
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from tracker.recovery.symptoms import HIGHEST, SCALES

if TYPE_CHECKING:
    from tracker.recovery.treatment import Recovery, Treatment

LAST_DAY = 42
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TimelineError(ValueError):
    """A data file that is wrong; the message names the file and the place."""


class UnknownModality(ValueError):
    """There is no timeline for this kind of treatment."""


class Band(NamedTuple):
    """What is expected on a day: the median, and the upper limit of normal (97.5th percentile)."""

    median: float
    limit: float


@dataclass(frozen=True)
class Phase:
    """Days that ask for the same care."""

    from_day: int
    title: str
    expect: str
    do: tuple[str, ...]
    avoid: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """A symptom's medians and limits on `days`, at one needle depth in mm."""

    depth_mm: float
    days: tuple[float, ...]
    medians: tuple[float, ...]
    limits: tuple[float, ...]

    def on(self, day: float) -> Band:
        """The band on a day, between the given days by a straight line."""
        at = bisect_right(self.days, day) - 1
        if at >= len(self.days) - 1:
            return Band(self.medians[-1], self.limits[-1])
        if at < 0:
            return Band(self.medians[0], self.limits[0])
        share = (day - self.days[at]) / (self.days[at + 1] - self.days[at])
        return Band(
            self.medians[at] + share * (self.medians[at + 1] - self.medians[at]),
            self.limits[at] + share * (self.limits[at + 1] - self.limits[at]),
        )


@dataclass(frozen=True)
class Timeline:
    """The expected recovery after one kind of treatment, with its sources."""

    modality: str
    label: str
    phrase: str
    version: str
    sources: tuple[str, ...]
    courses: Mapping[str, tuple[Course, ...]]
    phases: tuple[Phase, ...]
    adjust: Mapping[str, Any]
    shift: Mapping[str, Any] = field(default_factory=dict)
    certainties: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.modality, self.version))

    def expected(self, symptom: str, day: int, recovery: Recovery) -> Band:
        """What is expected of a symptom on a day after this recovery's treatment.

        For dark_patches the figures are above the own answer of day 0.
        """
        t = recovery.treatment
        return _band(self, symptom, min(day, LAST_DAY), t.depth_mm, t.passes, "face" in t.area,
                     recovery.fitzpatrick)

    @property
    def depths(self) -> tuple[float, ...]:
        """The depths in mm at which any symptom's course is given."""
        return tuple(sorted({c.depth_mm for courses in self.courses.values() for c in courses}))

    def working_depth(self, depth_mm: float) -> float:
        """The depth in mm at which the courses are read."""
        return depth_mm * float(self.shift.get("deeper", {}).get("factor", 1))

    def plain(self, symptom: str, day: float, depth_mm: float) -> Band:
        """The band at a working depth, before what skin, area and passes change."""
        return _plain(self, symptom, day, depth_mm)

    def treatment(self, treatment: Treatment) -> str:
        """A treatment in words: what and how deep."""
        return f"{self.phrase} at {treatment.depth_mm:g} mm"

    def phase(self, day: int) -> Phase:
        """The care that a day asks for."""
        return [phase for phase in self.phases if phase.from_day <= max(day, 0)][-1]


@lru_cache(maxsize=20_000)
def _band(line: Timeline, symptom: str, day: int, depth_mm: float, passes: int | None,
          face: bool, skin: int) -> Band:
    median, limit = _plain(line, symptom, day, line.working_depth(depth_mm))
    median, limit = _for_skin(line.adjust, symptom, median, limit, face, skin)
    extra = line.adjust["passes"]
    if passes and symptom in ("redness", "swelling") and day <= extra["until_day"]:
        more = max(0.0, log2(passes / extra["reference"])) * extra["per_doubling"]
        median, limit = median + more, limit + more
    return Band(min(median, HIGHEST), min(limit, HIGHEST))


def _plain(line: Timeline, symptom: str, day: float, depth_mm: float) -> Band:
    shift = line.shift
    later = shift.get("later_days", {}).get(symptom, 0)
    median, limit = _between(line.courses[symptom], depth_mm, max(0.0, day - later))
    if day == 0:
        more = shift.get("more_on_day_0", {}).get(symptom, 0)
        median, limit = median + more, limit + more
    raised = shift.get("limit")
    if raised and symptom in raised["symptoms"] and raised["from_day"] <= day <= raised["to_day"]:
        limit += raised["add"]
    return Band(median, limit)


def _for_skin(adjust: Mapping[str, Any], symptom: str, median: float, limit: float, face: bool,
              skin: int) -> tuple[float, float]:
    if symptom == "redness" and skin >= 5:
        median *= adjust["dark_skin_redness"]["factor"]
    if symptom == "dark_patches" and skin >= 4:
        limit += adjust["dark_skin_patches"]["limit"]
    if symptom == "swelling" and face and limit > 1:
        limit += adjust["whole_face_swelling"]["limit"]
    return median, limit


def _between(courses: Sequence[Course], depth: float, day: float) -> Band:
    if depth <= courses[0].depth_mm:
        return courses[0].on(day)
    for shallow, deep in pairwise(courses):
        if depth <= deep.depth_mm:
            share = log(depth / shallow.depth_mm) / log(deep.depth_mm / shallow.depth_mm)
            low, high = shallow.on(day), deep.on(day)
            return Band(low.median + share * (high.median - low.median),
                        low.limit + share * (high.limit - low.limit))
    return courses[-1].on(day)


@lru_cache(maxsize=1)
def _loaded() -> Mapping[str, Timeline]:
    folder = resources.files("tracker.recovery") / "timelines"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    raw = {}
    for file in files:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
        raw[data["modality"]] = (file.name, data)
    return {name: parse(file, _inherited(data, raw)) for name, (file, data) in raw.items()}


def _inherited(data: dict[str, Any], raw: Mapping[str, tuple[str, Any]]) -> dict[str, Any]:
    base = raw[data["based_on"]][1] if "based_on" in data else {}
    return {**base, **data, "symptoms": {**base.get("symptoms", {}), **data.get("symptoms", {})}}


def parse(name: str, data: Mapping[str, Any]) -> Timeline:
    """Check one file's data and make its timeline. Raises TimelineError naming the place."""
    try:
        courses = {
            symptom: tuple(_course(name, symptom, told["days"], c) for c in told["courses"])
            for symptom, told in data["symptoms"].items()
        }
        if set(courses) != set(SCALES):
            odd = ", ".join(sorted(set(courses) ^ set(SCALES)))
            raise TimelineError(f"{name}: symptoms missing or unknown: {odd}")
        for symptom, told in data["symptoms"].items():
            if not told["source"] or told["certainty"] not in ("A", "B", "C"):
                raise TimelineError(f"{name}: {symptom} needs a source and a certainty A, B or C")
        phases = tuple(
            Phase(p["from"], p["title"], p["expect"], tuple(map(str, p["do"])),
                  tuple(map(str, p["avoid"]))) for p in data["phases"]
        )
        certainties = {symptom: told["certainty"] for symptom, told in data["symptoms"].items()}
        return Timeline(data["modality"], data["label"], data["phrase"], data["version"],
                        tuple(data["sources"]), courses, phases, data["adjust"],
                        data.get("shift", {}), certainties)
    except (KeyError, TypeError) as error:
        raise TimelineError(f"{name}: {error!r} is missing or malformed") from error


def _course(name: str, symptom: str, days: list[float], told: Mapping[str, Any]) -> Course:
    course = Course(float(told["depth_mm"]), tuple(days), tuple(told["median"]),
                    tuple(told["limit"]))
    sizes = {len(course.days), len(course.medians), len(course.limits)}
    fits = all(0 <= m <= top <= HIGHEST for m, top in zip(course.medians, course.limits,
                                                          strict=False))
    if len(sizes) != 1 or not fits or list(course.days) != sorted(set(course.days)):
        raise TimelineError(f"{name}: {symptom} at {course.depth_mm} mm does not fit its days")
    return course


def load_timeline(modality: str) -> Timeline:
    """The timeline of a kind of treatment. Raises UnknownModality."""
    try:
        return _loaded()[modality]
    except KeyError as error:
        raise UnknownModality(f"no timeline for {modality}") from error


def all_timelines() -> tuple[Timeline, ...]:
    """Every timeline there is a data file for, pen first."""
    return tuple(_loaded().values())
