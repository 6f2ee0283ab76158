"""Patients: one, a page of them, and everything of one."""

from __future__ import annotations

from flask import Response, abort, g, request

from tracker.care.handing_out import own_clinic, patient_alone, patients_from
from tracker.care.own_data import record_of
from tracker.fhir import record
from tracker.fhir.answering import searchset, standing
from tracker.fhir.naming import fhir_id
from tracker.web.context import now, session
from tracker.web.fhir import bp
from tracker.web.fhir.answers import FORM, address, answer, names
from tracker.web.paging import page_key, page_token

PAGE, MOST = 50, 200
LIST = "fhir patients"


@bp.get("/Patient")
def patients() -> Response:
    """A page of everybody whom the token may see; `next` leads on."""
    many = _count()
    key = page_key(LIST, request.args.get("page"))
    found = patients_from(session(), g.viewer, str(key[0]) if key else "", many + 1, FORM,
                          now=now())
    told = {"_count": many} | ({"page": request.args["page"]} if key else {})
    links = {"self": address("Patient", **told)}
    if len(found) > many:
        links["next"] = address("Patient", _count=many,
                                page=page_token(LIST, found[many - 1].id))
    return answer(searchset([record.patient(one) for one in found[:many]], names(), links, now()))


def _count() -> int:
    """How many on a page; as FHIR allows, fewer than were asked for."""
    wish = request.args.get("_count", str(PAGE))
    if not (wish.isascii() and wish.isdigit() and len(wish) <= 9 and int(wish)):
        abort(400, "_count must be a whole number from 1 on.")
    return min(int(wish), MOST)


@bp.get("/Patient/<fhir:patient_id>")
def patient(patient_id: str) -> Response:
    """One patient."""
    return answer(record.patient(patient_alone(session(), g.viewer, patient_id, FORM, now=now())))


@bp.get("/Patient/<fhir:patient_id>/$everything")
def everything(patient_id: str) -> Response:
    """All that a patient's own download holds, as it stands now."""
    data = record_of(session(), g.viewer, patient_id, FORM, "$everything", now=now())
    found = standing(record.resources(data, names()))
    links = {"self": address(f"Patient/{fhir_id(patient_id)}/$everything")}
    return answer(searchset(found, names(), links, now(), len(found)))


@bp.get("/Organization/clinic-<int:clinic_id>")
def clinic(clinic_id: int) -> Response:
    """The clinic of whoever asks, to which their patients point."""
    return answer(record.clinic(own_clinic(session(), g.viewer, clinic_id)))
