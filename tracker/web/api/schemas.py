"""What goes in and out, as JSON Schema: made from the one vocabulary, so that it cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.care.entries import NOTE_LENGTH
from tracker.recovery.assessment import KINDS, Level
from tracker.recovery.symptoms import (
    CORE,
    HIGHEST,
    LOWEST,
    SCALES,
    SIGNS,
    TEMPERATURE,
    TEMPERATURE_C,
)
from tracker.recovery.treatment import AREAS, DEPTHS_MM, MODALITIES, PASSES, PRODUCTS
from tracker.web.api.bodies import LAST_DAY, MOST_VERSIONS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
MOMENT: Schema = {"type": "string", "format": "date-time"}
TONES = ("as_expected", "watch", "concern", "urgent", "emergency")


def ref(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _whole(low: int, high: int | None = None) -> Schema:
    return {"type": "integer", "minimum": low, **({} if high is None else {"maximum": high})}


def _choice(choices: Mapping[str, Any] | tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(choices)}


def _object(optional: Mapping[str, Schema] | None = None, /, **required: Schema) -> Schema:
    """An object with these members and no others."""
    return {"type": "object", "required": list(required), "additionalProperties": False,
            "properties": {**required, **(optional or {})}}


def _list(of: str, kind: str) -> Schema:
    further: Schema = {"type": ["string", "null"],
                       "description": "The cursor of the next page; null on the last one."}
    return _object(**{of: {"type": "array", "items": ref(kind)}}, next=further)


ANSWERS: Mapping[str, Schema] = {
    **{name: _whole(LOWEST, HIGHEST) | {
        "description": f"{scale.question} {LOWEST}: {scale.low}, {HIGHEST}: {scale.high}."}
       for name, scale in SCALES.items()},
    **{name: {"type": "boolean", "description": str(sign.question)}
       for name, sign in SIGNS.items()},
    TEMPERATURE: {"type": "number", "minimum": TEMPERATURE_C[0], "maximum": TEMPERATURE_C[1],
                  "description": "Body temperature in degrees Celsius."},
}
_CORE = {name: ANSWERS[name] for name in CORE}
_MORE = {name: schema for name, schema in ANSWERS.items() if name not in CORE}
DAY = _whole(0, LAST_DAY) | {"description": "Whole days since the treatment, which is day 0."}
NOTE: Schema = {"type": "string", "maxLength": NOTE_LENGTH}
LEVEL = _choice(tuple(level.word for level in Level))
_RAISED = _choice(tuple(level.word for level in Level if level))

SCHEMAS: Mapping[str, Schema] = {
    "NewEntry": _object({
        **_MORE, "note": NOTE,
        "day": DAY | {"description": "The day that the entry is about; today where left out."},
        "version": _whole(0, MOST_VERSIONS) | {"description":
            "The version that this one replaces; 0, or left out, where the day has none."},
    }, **_CORE),
    "Entry": _object({
        **_MORE, "note": TEXT,
        "also_answered": _object({**_CORE, **_MORE}) | {"description":
            "What was answered elsewhere about the same day, unseen by the writer: both stand, "
            "and the graver of each answer counts."},
    }, **_CORE, day=DAY, submitted=DAY, version=_whole(1), made_at=MOMENT),
    "Flag": _object(day=DAY, kind=_choice(KINDS), level=_RAISED, reasons=TEXTS),
    "Assessment": _object(
        level=LEVEL, timeline=TEXT, flags={"type": "array", "items": ref("Flag")}),
    "Guidance": _object(
        tone=_choice(TONES), language=TEXT, badge=TEXT, headline=TEXT, action=TEXT,
        sentences=TEXTS, steps=TEXTS, call_when=TEXTS, phone=TEXT, emergency_number=TEXT),
    "Receipt": _object(entry=ref("Entry"), assessment=ref("Assessment"),
                       guidance=ref("Guidance")),
    "RecoveryLine": _object(
        {"last_day": DAY, "patient_name": TEXT, "level": LEVEL},
        id=TEXT, treatment=TEXT, treated_at=MOMENT, day={"type": "integer"}),
    "RecoveryList": _list("recoveries", "RecoveryLine"),
    "Recovery": _object(
        {"passes": _whole(*PASSES), "cold_sores": {"type": "boolean"}, "patient_name": TEXT,
         "level": LEVEL},
        id=TEXT, fitzpatrick=_whole(1, 6), modality=_choice(MODALITIES),
        depth_mm={"type": "number", "minimum": DEPTHS_MM[0], "maximum": DEPTHS_MM[1]},
        area={"type": "array", "items": _choice(AREAS)}, product=_choice(PRODUCTS),
        treated_at=MOMENT, day={"type": "integer"},
        entries={"type": "array", "items": ref("Entry")},
        flags={"type": "array", "items": ref("Flag")}),
    "Alert": _object(
        {"acknowledged_at": MOMENT}, id=_whole(1), recovery_id=TEXT, patient_name=TEXT,
        kind=_choice(KINDS), level=_RAISED, day={"type": "integer"}, reasons=TEXTS,
        raised_at=MOMENT),
    "AlertList": _list("alerts", "Alert"),
    "Problem": _object(
        {"errors": {"type": "object", "additionalProperties": TEXT,
                    "description": "Each field that cannot be taken, with the reason."},
         "version": _whole(0) | {"description": "The version of the day that stands."}},
        type=TEXT, title=TEXT, status=_whole(400, 599), detail=TEXT),
}
