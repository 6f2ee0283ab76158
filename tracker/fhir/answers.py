"""Answers as FHIR: a questionnaire's response for each version, observations of what stands."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.care.own_data import Course
from tracker.fhir.naming import CATEGORY, LABELS, LOINC, UCUM, Names, Resource, fhir_id, reference
from tracker.recovery.screening import ITEMS
from tracker.recovery.symptoms import HIGHEST, LOWEST, SCALES, SIGNS
from tracker.store.entries import Written
from tracker.store.full_recoveries import Screened


def _about(course: Course) -> Resource:
    return {"subject": reference("Patient", fhir_id(course.own.row.patient_id)),
            "partOf": [reference("Procedure", fhir_id(course.own.row.id))]}


def response(course: Course, row: Written) -> Resource:
    """One version of a day as it was sent. Later versions bear the same id and a new version."""
    items = [{"linkId": name, "text": LABELS[name], "answer": [_value(name, value)]}
             for name, value in row.answers.items()]
    if row.note:
        items.append({"linkId": "note", "text": "Note", "answer": [{"valueString": row.note}]})
    return _about(course) | {
        "resourceType": "QuestionnaireResponse", "id": _day(course, row.day),
        "meta": {"versionId": str(row.version), "lastUpdated": row.made_at},
        "status": "completed" if row.version == 1 else "amended",
        "authored": row.made_at, "item": items,
    }


def screening(course: Course, asked: Screened) -> Resource:
    """The questions before the treatment."""
    return _about(course) | {
        "resourceType": "QuestionnaireResponse",
        "id": f"{fhir_id(course.own.row.id)}-screening",
        "status": "completed", "authored": asked.answered_at,
        "item": [{"linkId": name, "text": ITEMS[name].question,
                  "answer": [{"valueBoolean": answer}]}
                 for name, answer in asked.answers.items() if name in ITEMS],
    }


def observations(course: Course, row: Written, names: Names) -> Iterator[Resource]:
    """Each answer of the version of a day that stands."""
    for name, value in row.answers.items():
        seen = _about(course) | {
            "resourceType": "Observation", "id": f"{_day(course, row.day)}-{_dashes(name)}",
            "status": "final" if row.version == 1 else "amended",
            "code": names.code("answer", name), "category": [_category("survey")],
            "effectiveDateTime": course.date(row.day), "issued": row.made_at,
            "performer": [reference("Patient", fhir_id(course.own.row.patient_id))],
            "derivedFrom": [reference("QuestionnaireResponse", _day(course, row.day))],
            **_value(name, value),
        }
        if name in SCALES:
            seen["referenceRange"] = [_expected(course, name, row.day)]
        elif name not in SIGNS:
            seen["code"]["coding"].append({"system": LOINC, "code": "8310-5",
                                           "display": "Body temperature"})
            seen["category"] = [_category("vital-signs")]
        yield seen


def _value(name: str, value: object) -> Resource:
    if name in SIGNS:
        return {"valueBoolean": value}
    if name in SCALES:
        return {"valueInteger": value}
    return {"valueQuantity": {"value": value, "unit": "°C", "system": UCUM, "code": "Cel"}}


def _expected(course: Course, name: str, day: int) -> Resource:
    """What is usual on that day, from the scale's end to the upper limit of normal."""
    limit = course.own.timeline.expected(name, day, course.own.recovery).limit
    return {"low": {"value": LOWEST}, "high": {"value": round(limit, 1)},
            "text": f"of {LOWEST} to {HIGHEST}; usual on day {day} after this treatment"}


def _category(code: str) -> Resource:
    return {"coding": [{"system": CATEGORY, "code": code}]}


def _day(course: Course, day: int) -> str:
    return f"{fhir_id(course.own.row.id)}-day-{day}"


def _dashes(name: str) -> str:
    return name.replace("_", "-")
