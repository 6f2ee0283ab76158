"""Records as JSON. What is not known is left out; `schemas` says the same of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.care.exchange import Course
from tracker.care.receipts import Receipt
from tracker.recovery.assessment import Level
from tracker.recovery.days import day_number
from tracker.store.alarms import OpenAlert
from tracker.store.entries import Written, as_judged
from tracker.store.triage import Line
from tracker.translations.telling import tell


def entry_shape(row: Written) -> dict[str, Any]:
    """One version of a day, its answers beside it as they are sent."""
    return _known({**row.answers, "day": row.day, "submitted": row.submitted,
                   "version": row.version, "note": row.note, "made_at": row.made_at,
                   "also_answered": row.unseen})


def guidance_shape(kept: Receipt) -> dict[str, Any]:
    """What the patient is told, in their language."""
    words, language = kept.guidance, kept.language
    lists = {name: [tell(one, language) for one in getattr(words, name) if one]
             for name in ("sentences", "steps", "call_when")}
    lines = {name: tell(getattr(words, name), language)
             for name in ("badge", "headline", "action")}
    return {"tone": words.tone, "language": language.replace("_", "-"), **lines, **lists,
            "phone": kept.clinic.phone, "emergency_number": kept.clinic.emergency_number}


def line_shape(line: Line, for_staff: bool, now: datetime) -> dict[str, Any]:
    """A recovery as lists show it."""
    told = {"id": line.recovery_id, "treatment": line.treatment, "treated_at": line.treated_at,
            "day": day_number(line.treated_at, now, line.zone), "last_day": line.last_day}
    if for_staff:
        told |= {"patient_name": line.patient_name, "level": Level(line.level).word}
    return _known(told)


def course_shape(course: Course, for_staff: bool) -> dict[str, Any]:
    """A recovery as `tracker assess` reads it, with what it says of it."""
    row, own = course.own.row, course.own
    told = {
        "id": row.id, "fitzpatrick": row.fitzpatrick, "modality": row.modality,
        "depth_mm": row.depth_mm, "passes": row.passes, "area": row.area,
        "cold_sores": row.cold_sores, "product": row.product, "treated_at": row.treated_at,
        "day": own.today, "entries": [entry_shape(entry) for entry in own.entries],
        "flags": as_judged(own.assessment)["flags"],
    }
    if for_staff:
        told |= {"patient_name": course.patient.name, "level": Level(course.level).word}
    return _known(told)


def alert_shape(found: OpenAlert) -> dict[str, Any]:
    """An open alert, at the level that the clinic goes by."""
    alert = found.alert
    return _known({
        "id": alert.id, "recovery_id": alert.recovery_id, "patient_name": found.patient_name,
        "kind": alert.kind, "level": Level(alert.weight).word, "day": alert.day,
        "reasons": alert.reasons, "raised_at": alert.raised_at,
        "acknowledged_at": alert.acknowledged_at,
    })


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of it, moments as RFC 3339 writes them."""
    return {name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in told.items() if value is not None}
