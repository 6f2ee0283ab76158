"""A patient's own record as one FHIR bundle."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.care.own_data import Course, OwnData
from tracker.fhir import answers
from tracker.fhir.naming import Names, Resource, fhir_id, reference
from tracker.fhir.writing import written
from tracker.recovery.assessment import Flag, Level
from tracker.store.health import Patient
from tracker.store.messages import Message
from tracker.store.people import Clinic

SEVERITY = {Level.WATCH: "low", Level.CONCERN: "moderate", Level.URGENT: "high"}


def record_json(data: OwnData, base_url: str) -> str:
    """The bundle as JSON. R4B differs from R4 in none of the resources used here.

    Raises pydantic's ValidationError where it would not be FHIR: then it is not handed out.
    """
    names = Names(base_url)
    entries = [{"fullUrl": names.full_url(r["resourceType"], r["id"]), "resource": r}
               for r in resources(data, names)]
    return written({"resourceType": "Bundle", "type": "collection", "timestamp": data.at,
                    "entry": entries})


def resources(data: OwnData, names: Names) -> Iterator[Resource]:
    """Every resource of the record; of a day that was changed each version, the oldest first."""
    yield clinic(data.clinic)
    yield patient(data.patient)
    for course in data.courses:
        yield _procedure(course, names)
        if course.screening is not None:
            yield answers.screening(course, course.screening)
        for version in course.versions:
            yield answers.response(course, version)
        for current in course.own.entries:
            yield from answers.observations(course, current, names)
        for number, flag in enumerate(course.flags, start=1):
            yield _issue(course, number, flag, names)
        for number, message in enumerate(course.messages, start=1):
            yield _communication(course, number, message)


def clinic(row: Clinic) -> Resource:
    """Who treats."""
    return {"resourceType": "Organization", "id": f"clinic-{row.id}", "name": row.name,
            "telecom": [{"system": "phone", "value": row.phone}]}


def patient(row: Patient) -> Resource:
    """Who is treated."""
    told: Resource = {
        "resourceType": "Patient", "id": fhir_id(row.id), "name": [{"text": row.name}],
        "telecom": [{"system": "email", "value": row.email}],
        "communication": [{"language": {"coding": [
            {"system": "urn:ietf:bcp:47", "code": row.language}]}, "preferred": True}],
        "managingOrganization": reference("Organization", f"clinic-{row.clinic_id}"),
    }
    return told | ({"birthDate": row.born_on} if row.born_on else {})


def _procedure(course: Course, names: Names) -> Resource:
    row = course.own.row
    treated = course.own.timeline.treatment(course.own.recovery.treatment)
    words = [f"Passes: {row.passes}" if row.passes else "", f"Device: {row.device}"
             if row.device else "", f"Put on: {row.product_name or row.product}",
             f"Lot: {row.product_lot}" if row.product_lot else "",
             f"Skin type (Fitzpatrick): {row.fitzpatrick}"]
    return {
        "resourceType": "Procedure", "id": fhir_id(row.id), "status": "completed",
        "code": names.code("treatment", row.modality) | {"text": treated},
        "subject": reference("Patient", fhir_id(row.patient_id)),
        "performedDateTime": row.treated_at,
        "bodySite": [names.code("area", area) for area in row.area],
        "note": [{"text": word} for word in words if word],
    }


def _issue(course: Course, number: int, flag: Flag, names: Names) -> Resource:
    row = course.own.row
    return {
        "resourceType": "DetectedIssue", "id": f"{fhir_id(row.id)}-flag-{number}",
        "status": "preliminary", "severity": SEVERITY[flag.level],
        "code": names.code("complication", flag.kind),
        "patient": reference("Patient", fhir_id(row.patient_id)),
        "implicated": [reference("Procedure", fhir_id(row.id))],
        "identifiedDateTime": course.date(flag.day), "detail": flag.patient_reason,
    }


def _communication(course: Course, number: int, message: Message) -> Resource:
    row = course.own.row
    theirs = reference("Organization", f"clinic-{row.clinic_id}")
    own = reference("Patient", fhir_id(row.patient_id))
    from_clinic = message.from_clinic
    return {
        "resourceType": "Communication", "id": f"{fhir_id(row.id)}-message-{number}",
        "status": "completed", "subject": own, "sent": message.made_at,
        "sender": theirs if from_clinic else own,
        "recipient": [own if from_clinic else theirs],
        "payload": [{"contentString": message.text or f"Please send: {message.asks}"}],
    }
