"""Recording a treatment, in the clinic's own time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.patient_record import read_patient
from tracker.care.presets import offered
from tracker.care.recoveries import NewTreatment, faults, open_recovery, screened
from tracker.care.viewer import Refused
from tracker.store.presets import Preset
from tracker.web.clinic import bp
from tracker.web.clinic.forms import TreatmentForm, take_errors
from tracker.web.context import now, session, viewer


@bp.route("/patients/<id:patient_id>/treatments/new", methods=["GET", "POST"])
def new_treatment(patient_id: str) -> str | tuple[str, int] | Response:
    """The treatment itself; only after a screening that a person has cleared."""
    record = read_patient(session(), viewer(), patient_id, now=now())
    if not screened(session(), patient_id, now=now()).clear:
        return redirect(url_for("clinic.screening", patient_id=patient_id))
    form, zone, error = TreatmentForm(), ZoneInfo(current_user.clinic.zone), ""
    catalogue = offered(session())
    form.preset.choices = [("", "Choose …"), *((str(row.id), row.name) for row in catalogue)]
    if not form.is_submitted():
        form.treated_at.data = now().astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    elif form.fill.data:
        _fill_in(form, catalogue)
    elif new := _entered(form, zone):
        try:
            recovery_id = open_recovery(session(), viewer(), patient_id, new, now=now())
        except Refused as refused:
            error = take_errors(form, refused.errors)
        else:
            flash("The treatment is recorded. Invite the patient if you have not yet.", "success")
            return redirect(url_for("clinic.recovery", recovery_id=recovery_id), 303)
    page = render_template("clinic/new_treatment.html", form=form, record=record, error=error,
                           zone=zone.key, catalogue=catalogue)
    return (page, 422) if form.errors or error else page


def _fill_in(form: TreatmentForm, catalogue: Sequence[Preset]) -> None:
    """Put a line of the catalogue into the form; what else was typed stays."""
    chosen = next((row for row in catalogue if str(row.id) == form.preset.data), None)
    if chosen is None:
        form.preset.errors = ["Please choose a treatment of your catalogue."]
        return
    form.modality.data, form.device.data, form.area.data = (
        chosen.modality, chosen.device, list(chosen.area))
    form.product.data, form.product_name.data = chosen.product, chosen.product_name
    for field, told in ((form.depth_mm, chosen.depth_mm), (form.passes, chosen.passes)):
        field.raw_data = ["" if told is None else f"{told:g}"]


def _entered(form: TreatmentForm, zone: ZoneInfo) -> NewTreatment | None:
    """What was typed, or None with every fault told beside its field at once."""
    valid = form.validate()
    told, errors, moment = form.treated_at.data, {}, now()
    if told is not None:
        try:
            moment = _moment(told, zone)
        except ValueError as error:
            errors["treated_at"] = str(error)
    new = NewTreatment(
        treated_at=moment, modality=form.modality.data,
        depth_mm=1.0 if form.depth_mm.data is None else float(form.depth_mm.data),
        passes=form.passes.data, area=tuple(form.area.data or ()), device=form.device.data or "",
        product=form.product.data, product_name=form.product_name.data or "",
        product_lot=form.product_lot.data or "",
    )
    errors = {**faults(new, now()), **errors}
    take_errors(form, errors)
    return new if valid and not errors else None


def _moment(told: datetime, zone: ZoneInfo) -> datetime:
    """A clock time of the clinic as a moment. Raises ValueError where there was none."""
    try:
        moment = told.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise ValueError("This date cannot be right.") from None
    if moment.astimezone(zone).replace(tzinfo=None) != told:
        raise ValueError("The clocks were put forward: this time did not exist.")
    return moment
