"""Reading the timelines from their files (`timelines/*.yaml`), each checked as it is read.

A file may be based on another: it then gives only what differs. A new file is a new modality.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from tracker.recovery.course import LAST_DAY, Band, Course, Effect, Phase, Timeline
from tracker.recovery.sentence import Sentence
from tracker.recovery.symptoms import HIGHEST, SCALES

__all__ = ["LAST_DAY", "Band", "Phase", "Timeline", "TimelineError", "UnknownModality",
           "all_timelines", "file_data", "load_timeline", "read_text"]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CERTAINTIES = {
    "A": "published for needling", "B": "published for a neighbouring treatment",
    "C": "our estimate",
}
_KEYS = {"modality", "label", "phrase", "version", "sources", "based_on", "depth", "symptoms",
         "effects", "phases"}


class TimelineError(ValueError):
    """A data file that is wrong; the message names the file and the place."""


class UnknownModality(ValueError):
    """There is no timeline for this kind of treatment."""


def load_timeline(modality: str) -> Timeline:
    """The timeline of a kind of treatment. Raises UnknownModality."""
    try:
        return _loaded()[modality]
    except KeyError as error:
        raise UnknownModality(f"no timeline for {modality}") from error


def all_timelines() -> tuple[Timeline, ...]:
    """Every timeline there is a data file for, in the order in which clinics know them."""
    return tuple(_loaded().values())


def file_data(modality: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A timeline file's own data, and the same with what it takes over: for the reader to change.

    Raises KeyError where there is none.
    """
    data = _files()[modality][1]
    return copy.deepcopy(data), copy.deepcopy(inherited(data, _bases()))


def read_text(name: str, text: str) -> Timeline:
    """A file that is not one of ours, checked in the same way. Raises TimelineError."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader
        return parse(name, inherited(data, _bases()))
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise TimelineError(f"{name}: cannot be read: {error}".replace("\n", " ")) from error


@lru_cache(maxsize=1)
def _files() -> Mapping[str, tuple[str, Any]]:
    raw: dict[str, tuple[str, Any]] = {}
    for file in (resources.files("tracker.recovery") / "timelines").iterdir():
        if file.name.endswith(".yaml"):
            data = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
            raw[data["modality"]] = (file.name, data)
    return raw


def _bases() -> dict[str, Any]:
    return {name: told for name, (_, told) in _files().items()}


@lru_cache(maxsize=1)
def _loaded() -> Mapping[str, Timeline]:
    raw = _files()
    lines = [parse(file, inherited(data, _bases())) for file, data in raw.values()]
    # Needles first, and those that others are based on; then by name.
    based = {data.get("based_on") for _, data in raw.values()}
    lines.sort(key=lambda line: (line.depth_factor == 0, line.modality not in based,
                                 line.modality))
    return {line.modality: line for line in lines}


def inherited(data: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """A file's data with what it takes over from the one it is based on."""
    if "based_on" not in data:
        return dict(data)
    base = inherited(others[data["based_on"]], others)
    return {**base, **data, "symptoms": {**base["symptoms"], **data.get("symptoms", {})},
            "effects": {**base["effects"], **data.get("effects", {})}}


def parse(name: str, data: Mapping[str, Any]) -> Timeline:
    """Check one file's data and make its timeline. Raises TimelineError naming the place."""
    if unknown := set(data) - _KEYS:
        raise TimelineError(f"{name}: unknown: {', '.join(sorted(unknown))}")
    try:
        symptoms = data["symptoms"]
        if set(symptoms) != set(SCALES):
            odd = ", ".join(sorted(set(symptoms) ^ set(SCALES)))
            raise TimelineError(f"{name}: symptoms missing or unknown: {odd}")
        courses = {
            symptom: tuple(_course(name, symptom, told["days"], one) for one in told["courses"])
            for symptom, told in symptoms.items()
        }
        origins = {symptom: _origin(name, symptom, told) for symptom, told in symptoms.items()}
        effects = tuple(_effect(name, key, told) for key, told in data["effects"].items() if told)
        return Timeline(
            data["modality"], data["label"], Sentence(data["phrase"]), data["version"],
            tuple(data["sources"]), float(data["depth"]["factor"]), courses, effects,
            tuple(_phase(name, told) for told in data["phases"]), origins)
    except (KeyError, TypeError) as error:
        raise TimelineError(f"{name}: {error!r} is missing or malformed") from error


def _origin(name: str, place: str, told: Mapping[str, Any]) -> tuple[str, str]:
    if not told.get("source") or told.get("certainty") not in CERTAINTIES:
        raise TimelineError(f"{name}: {place} needs a source and a certainty A, B or C")
    return told["source"], told["certainty"]


def _course(name: str, symptom: str, days: list[float], told: Mapping[str, Any]) -> Course:
    course = Course(float(told["depth_mm"]), tuple(map(float, days)),
                    tuple(map(float, told["median"])), tuple(map(float, told["limit"])))
    sizes = {len(course.days), len(course.medians), len(course.limits)}
    fits = all(0 <= m <= top <= HIGHEST
               for m, top in zip(course.medians, course.limits, strict=False))
    in_order = list(course.days) == sorted(set(course.days)) and course.days[0] == 0
    if len(sizes) != 1 or not fits or not in_order or course.days[-1] > LAST_DAY:
        raise TimelineError(f"{name}: {symptom} at {course.depth_mm} mm does not fit its days")
    return course


def _effect(name: str, key: str, told: Mapping[str, Any]) -> Effect:
    _origin(name, key, told)
    known = {field.name for field in fields(Effect)} - {"name"}
    if unknown := set(told) - known:
        raise TimelineError(f"{name}: {key}: unknown: {', '.join(sorted(unknown))}")
    if not set(told["symptoms"]) <= set(SCALES):
        raise TimelineError(f"{name}: {key}: unknown symptom")
    made = {**told, "symptoms": tuple(told["symptoms"]), "skin": tuple(told.get("skin", ()))}
    return Effect(name=key, **made)


def _phase(name: str, told: Mapping[str, Any]) -> Phase:
    if not told.get("source"):
        raise TimelineError(f"{name}: phase from day {told.get('from')} needs a source")
    do, avoid = (tuple(Sentence(str(text)) for text in told[key]) for key in ("do", "avoid"))
    return Phase(told["from"], Sentence(told["title"]), Sentence(told["expect"]), do, avoid,
                 told["source"])
