"""Answering a patient who asked to be erased."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.erasure import carry_out, desk
from tracker.care.erasure import refuse as write_refusal
from tracker.care.photos import discard
from tracker.care.viewer import Refused
from tracker.web.clinic import bp
from tracker.web.confirming import password_fault
from tracker.web.context import now, photo_store, session, viewer, wake
from tracker.web.times import local_day


@bp.get("/patients/<id:patient_id>/erasure")
def erasure(patient_id: str) -> str:
    """What would go, and both answers."""
    return _page(patient_id, {})


def _page(patient_id: str, errors: Mapping[str, str]) -> str:
    found = desk(session(), viewer(), patient_id, now=now())
    return render_template("clinic/erasure.html", desk=found, errors=errors, typed=request.form,
                           on=local_day, zone=current_user.clinic.zone)


@bp.post("/patients/<id:patient_id>/erasure")
def erase(patient_id: str) -> Response | tuple[str, int]:
    """Erase for good."""
    desk(session(), viewer(), patient_id, now=now())
    if error := password_fault(request.form.get("password", "")):
        return _page(patient_id, {"password": error}), 422
    try:
        files = carry_out(session(), viewer(), patient_id, request.form.get("name", ""), now=now())
    except Refused as refused:
        return _page(patient_id, refused.errors), 422
    discard(photo_store(), files)
    flash("Erased. Please tell the person yourself: no address is left here.", "success")
    return redirect(url_for("clinic.patients"), 303)


@bp.post("/patients/<id:patient_id>/erasure/refuse")
def refuse(patient_id: str) -> Response | tuple[str, int]:
    """Answer that the record is kept, and why."""
    try:
        wake(write_refusal(session(), viewer(), patient_id, request.form.get("reason", ""),
                           now=now()))
    except Refused as refused:
        return _page(patient_id, refused.errors), 422
    flash("Refused. The patient reads your reason under “Your data”.", "success")
    return redirect(url_for("clinic.patient", patient_id=patient_id), 303)
