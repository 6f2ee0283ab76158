"""A recovery as one line of JSON, and its flags as another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.recovery.assessment import Assessment
from tracker.recovery.entry import Entry, InvalidAnswers
from tracker.recovery.treatment import DEPTHS_MM, Recovery, Treatment

_REQUIRED = {"id", "fitzpatrick", "modality", "depth_mm", "entries"}
_OPTIONAL = {"passes", "area", "cold_sores", "product"}
_LAST_DAY = 400


class InvalidRecovery(ValueError):
    """A line that cannot be read; the message names the field."""


def parse_recovery(line: str) -> Recovery:
    """Read one recovery. Raises InvalidRecovery naming the field."""
    data = strict(line)
    if not isinstance(data, dict):
        raise InvalidRecovery("a line must hold one object")
    _names(data, _REQUIRED, _OPTIONAL, "")
    if not isinstance(data["id"], str):
        raise InvalidRecovery("id: must be text")
    if any("\ud800" <= c <= "\udfff" for c in data["id"]):
        raise InvalidRecovery("id: holds half a character, which no output can hold")
    if not isinstance(data["entries"], list):
        raise InvalidRecovery("entries: must be a list")
    entries = tuple(_entry(number, told) for number, told in enumerate(data["entries"]))
    try:
        return Recovery(data["id"], _whole(data, "fitzpatrick"), _treatment(data), entries,
                        _yes_no(data, "cold_sores"))
    except InvalidRecovery:
        raise
    except ValueError as error:
        raise InvalidRecovery(str(error)) from error


def strict(text: str) -> Any:
    """JSON in which nothing is given twice and every number is one. Raises InvalidRecovery."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except InvalidRecovery:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidRecovery(f"not JSON: {error}") from error


def _treatment(data: Mapping[str, Any]) -> Treatment:
    depth, area = data["depth_mm"], data.get("area", [])
    if isinstance(depth, bool) or not isinstance(depth, int | float):
        raise InvalidRecovery("depth_mm: must be a number")
    # Compared before it is made a float: there is no float for a whole number of 400 digits.
    if not DEPTHS_MM[0] <= depth <= DEPTHS_MM[1]:
        raise InvalidRecovery(f"depth_mm: must be from {DEPTHS_MM[0]} to {DEPTHS_MM[1]} mm")
    if not isinstance(area, list) or not all(isinstance(part, str) for part in area):
        raise InvalidRecovery("area: must be a list of names")
    for name in ("modality", "product"):
        if not isinstance(data.get(name, ""), str):
            raise InvalidRecovery(f"{name}: must be text")
    passes = _whole(data, "passes") if "passes" in data else None
    return Treatment(data["modality"], float(depth), passes, tuple(area), data.get("product"))


def _entry(number: int, told: object) -> Entry:
    place = f"entries[{number}]"
    if not isinstance(told, dict):
        raise InvalidRecovery(f"{place}: must be an object")
    if "day" not in told:
        raise InvalidRecovery(f"{place}.day: missing")
    answers = dict(told)
    day = answers.pop("day")
    submitted = answers.pop("submitted", day)
    for name, value in (("day", day), ("submitted", submitted)):
        if type(value) is not int or not 0 <= value <= _LAST_DAY:
            raise InvalidRecovery(f"{place}.{name}: must be a whole number from 0 to {_LAST_DAY}")
    if submitted < day:
        raise InvalidRecovery(f"{place}.submitted: before the day it is about")
    if None in answers.values():
        name = next(name for name, value in answers.items() if value is None)
        raise InvalidRecovery(f"{place}.{name}: null; leave out what was not answered")
    try:
        return Entry.from_answers(answers, day, submitted)
    except InvalidAnswers as error:
        name, why = next(iter(error.errors.items()))
        raise InvalidRecovery(f"{place}.{name}: {why}") from error


def _names(data: Mapping[str, Any], required: set[str], optional: set[str], place: str) -> None:
    for name in data.keys() - required - optional:
        raise InvalidRecovery(f"{place}{name}: unknown field")
    for name in sorted(required - data.keys()):
        raise InvalidRecovery(f"{place}{name}: missing")


def _whole(data: Mapping[str, Any], name: str) -> int:
    if type(data[name]) is not int:
        raise InvalidRecovery(f"{name}: must be a whole number")
    return int(data[name])


def _yes_no(data: Mapping[str, Any], name: str) -> bool | None:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidRecovery(f"{name}: must be true or false")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise InvalidRecovery(f"{double}: given twice")
    return data


def _no_constant(name: str) -> None:
    raise InvalidRecovery(f"{name} is not a number")


def flags_json(recovery_id: str, assessment: Assessment) -> str:
    """The flags as one line."""
    flags = [
        {"day": flag.day, "kind": flag.kind, "level": flag.level.word,
         "reasons": list(flag.reasons)}
        for flag in assessment.flags
    ]
    return json.dumps({"id": recovery_id, "flags": flags}, ensure_ascii=False)
