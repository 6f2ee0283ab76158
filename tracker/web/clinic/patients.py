"""Patients: find, add, correct, invite."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.patient_record import read_patient
from tracker.care.patients import (
    PAGE,
    NewPatient,
    add_patient,
    correct_patient,
    faults,
    find_patients,
    invite_patient,
)
from tracker.care.viewer import Refused
from tracker.recovery.treatment import FITZPATRICK, MODALITIES
from tracker.web.clinic import bp
from tracker.web.clinic.forms import PatientForm, take_errors
from tracker.web.clinic.looking_for import sought_name, typed_name
from tracker.web.context import now, session, viewer, wake
from tracker.web.times import local_day, local_moment

Answer = str | tuple[str, int] | Response


@bp.post("/patients")
def find() -> Response:
    """Look for a name."""
    return redirect(url_for("clinic.patients", name=typed_name()), 303)


@bp.get("/patients")
def patients() -> str:
    """The clinic's patients by name."""
    name, after = sought_name(), request.args.get("after")
    found = find_patients(session(), viewer(), name, None if name else after, now=now())
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("clinic/patients.html", patients=found[:PAGE], q=name, more=more)


@bp.route("/patients/new", methods=["GET", "POST"])
def new_patient() -> Answer:
    """Add somebody."""
    form = PatientForm(zone=current_user.clinic.zone)
    if form.is_submitted() and (new := _entered(form)):
        try:
            patient_id = add_patient(session(), viewer(), new, now=now())
        except Refused as refused:
            take_errors(form, refused.errors)
        else:
            flash("Added. Screen and record the treatment, then invite.", "success")
            return redirect(url_for("clinic.patient", patient_id=patient_id), 303)
    return _form(form, "Add a patient", "Add")


@bp.route("/patients/<id:patient_id>/correct", methods=["GET", "POST"])
def correct(patient_id: str) -> Answer:
    """Correct what was entered."""
    record = read_patient(session(), viewer(), patient_id, now=now())
    form = PatientForm(obj=record.patient)
    if form.is_submitted() and (new := _entered(form)):
        try:
            correct_patient(session(), viewer(), patient_id, new, now=now())
        except Refused as refused:
            take_errors(form, refused.errors)
        else:
            flash("Corrected.", "success")
            return redirect(url_for("clinic.patient", patient_id=patient_id), 303)
    return _form(form, "Correct the record", "Save")


def _form(form: PatientForm, title: str, button: str) -> Answer:
    page = render_template("clinic/patient_form.html", form=form, title=title, button=button)
    return (page, 422) if form.is_submitted() else page


def _entered(form: PatientForm) -> NewPatient | None:
    """What was typed, or None with every fault told beside its field at once."""
    valid = form.validate()
    new = NewPatient(form.name.data or "", form.email.data or "", form.born_on.data,
                     form.fitzpatrick.data or 0, form.language.data, form.zone.data)
    errors = faults(new, now())
    take_errors(form, errors)
    return new if valid and not errors else None


@bp.get("/patients/<id:patient_id>")
def patient(patient_id: str) -> str:
    """One patient."""
    return _page(patient_id)


def _page(patient_id: str, error: str = "") -> str:
    record = read_patient(session(), viewer(), patient_id, now=now())
    return render_template("clinic/patient.html", record=record, skin=FITZPATRICK,
                           modalities=MODALITIES, when=local_moment, on=local_day, error=error,
                           zone=current_user.clinic.zone)


@bp.post("/patients/<id:patient_id>/invite")
def invite(patient_id: str) -> Response | tuple[str, int]:
    """Mail an invitation."""
    try:
        wake(invite_patient(session(), viewer(), patient_id, now=now()))
    except Refused as refused:
        return _page(patient_id, refused.errors[""]), 422
    flash("The invitation is on its way.", "success")
    return redirect(url_for("clinic.patient", patient_id=patient_id), 303)
