"""Patients: find, add, invite."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.patient_record import read_patient
from tracker.care.patients import PAGE, NewPatient, add_patient, find_patients, invite_patient
from tracker.care.viewer import Refused
from tracker.recovery.treatment import FITZPATRICK, MODALITIES
from tracker.web.clinic import bp
from tracker.web.clinic.forms import PatientForm, take_errors
from tracker.web.clinic.triage import typed_name
from tracker.web.context import now, session, viewer, wake
from tracker.web.times import local_moment


@bp.route("/patients", methods=["GET", "POST"])
def patients() -> str:
    """The clinic's patients by name; a search is posted, names stay out of addresses."""
    name = typed_name()
    found = find_patients(session(), viewer(), name)
    return render_template("clinic/patients.html", patients=found[:PAGE], q=name,
                           more=len(found) > PAGE)


@bp.route("/patients/new", methods=["GET", "POST"])
def new_patient() -> str | tuple[str, int] | Response:
    """Add somebody."""
    form = PatientForm(zone=current_user.clinic.zone)
    if not form.is_submitted():
        return render_template("clinic/new_patient.html", form=form)
    if form.validate():
        new = NewPatient(form.name.data or "", form.email.data or "", form.born_on.data,
                         form.fitzpatrick.data, form.language.data, form.zone.data)
        try:
            patient_id = add_patient(session(), viewer(), new, now=now())
        except Refused as refused:
            take_errors(form, refused.errors)
        else:
            flash("Added. Screen and record the treatment, then invite.", "success")
            return redirect(url_for("clinic.patient", patient_id=patient_id), 303)
    return render_template("clinic/new_patient.html", form=form), 422


@bp.get("/patients/<id:patient_id>")
def patient(patient_id: str) -> str:
    """One patient."""
    return _page(patient_id)


def _page(patient_id: str, error: str = "") -> str:
    record = read_patient(session(), viewer(), patient_id, now=now())
    return render_template("clinic/patient.html", record=record, skin=FITZPATRICK,
                           modalities=MODALITIES, when=local_moment, error=error)


@bp.post("/patients/<id:patient_id>/invite")
def invite(patient_id: str) -> Response | tuple[str, int]:
    """Mail an invitation."""
    try:
        wake(invite_patient(session(), viewer(), patient_id, now=now()))
    except Refused as refused:
        return _page(patient_id, refused.errors[""]), 422
    flash("The invitation is on its way.", "success")
    return redirect(url_for("clinic.patient", patient_id=patient_id), 303)
