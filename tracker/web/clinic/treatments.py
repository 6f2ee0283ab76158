"""Recording a treatment."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker.care.patient_record import read_patient
from tracker.care.recoveries import NewTreatment, open_recovery, screened
from tracker.care.viewer import Refused
from tracker.web.clinic import bp
from tracker.web.clinic.forms import TreatmentForm, take_errors
from tracker.web.context import now, session, viewer


@bp.route("/patients/<id:patient_id>/treatments/new", methods=["GET", "POST"])
def new_treatment(patient_id: str) -> str | tuple[str, int] | Response:
    """The treatment itself; only after a screening that a person has cleared."""
    record = read_patient(session(), viewer(), patient_id, now=now())
    if not screened(session(), patient_id, now=now()).clear:
        return redirect(url_for("clinic.screening", patient_id=patient_id))
    form, zone = TreatmentForm(), ZoneInfo(record.patient.zone)
    if not form.is_submitted():
        form.treated_at.data = now().astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        return render_template("clinic/new_treatment.html", form=form, record=record, error="")
    error = ""
    if form.validate():
        try:
            recovery_id = open_recovery(session(), viewer(), patient_id, _new(form, zone),
                                        now=now())
        except Refused as refused:
            error = take_errors(form, refused.errors)
        else:
            flash("The treatment is recorded. Invite the patient if you have not yet.", "success")
            return redirect(url_for("clinic.recovery", recovery_id=recovery_id), 303)
    page = render_template("clinic/new_treatment.html", form=form, record=record, error=error)
    return page, 422


def _new(form: TreatmentForm, zone: ZoneInfo) -> NewTreatment:
    """Raises Refused for a time that the clocks skipped."""
    told, depth = form.treated_at.data, form.depth_mm.data
    if told is None or depth is None:
        raise Refused({"treated_at": "Please give date and time."})
    try:
        moment = told.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise Refused({"treated_at": "This date cannot be right."}) from None
    if moment.astimezone(zone).replace(tzinfo=None) != told:
        raise Refused({"treated_at": "The clocks were put forward: this time did not exist."})
    return NewTreatment(
        treated_at=moment, modality=form.modality.data, depth_mm=float(depth),
        passes=form.passes.data, area=tuple(form.area.data or ()), device=form.device.data or "",
        product=form.product.data, product_name=form.product_name.data or "",
        product_lot=form.product_lot.data or "",
    )
