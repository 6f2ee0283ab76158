"""What a patient's record is made of: one by its id, or all of a kind."""

from __future__ import annotations

import re

from flask import Response, abort, g, request

from tracker.care.own_data import course_of, record_of
from tracker.care.viewer import NotFound
from tracker.fhir.answering import searchset, standing
from tracker.fhir.capability import PARTS
from tracker.fhir.naming import fhir_id, own_id, recovery_of
from tracker.fhir.record import resources
from tracker.web.context import now, session, settings
from tracker.web.fhir import FhirId, bp
from tracker.web.fhir.answers import FORM, address, answer, names

KINDS = f"<any({','.join(PARTS)}):kind>"


@bp.get(f"/{KINDS}/<fhir:resource_id>")
def one(kind: str, resource_id: str) -> Response:
    """One resource as it stands now."""
    data = course_of(session(), g.viewer, recovery_of(resource_id), FORM, kind, now=now())
    for found in standing(resources(data, names())):
        if (found["resourceType"], found["id"]) == (kind, fhir_id(resource_id)):
            return answer(found)
    raise NotFound(resource_id)


@bp.get(f"/{KINDS}")
def of_patient(kind: str) -> Response:
    """All of a kind of one patient, as they stand now; what else is asked is passed over."""
    patient_id = _patient()
    data = record_of(session(), g.viewer, patient_id, FORM, kind, now=now())
    found = [one for one in standing(resources(data, names())) if one["resourceType"] == kind]
    links = {"self": address(kind, patient=fhir_id(patient_id))}
    return answer(searchset(found, names(), links, now(), len(found)))


def _patient() -> str:
    """Whose are asked for: an id, `Patient/id` or the whole address of ours."""
    told = request.args.get("patient")
    if not told:
        abort(400, "Please say whose: ?patient=…")
    told = told.removeprefix(f"{settings().base_url}{bp.url_prefix}/").removeprefix("Patient/")
    if not re.fullmatch(FhirId.regex, told):
        raise NotFound(told)
    return own_id(told)
