"""The catalogue of treatments."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care import presets as care
from tracker.care.presets import NewPreset, as_typed, faults
from tracker.care.viewer import Refused
from tracker.recovery.treatment import AREAS, MODALITIES, PRODUCTS
from tracker.web.clinic.forms import PresetForm, take_errors
from tracker.web.context import now, session, viewer
from tracker.web.manage import bp

Answer = str | tuple[str, int] | Response
PRESET = "/treatments/<int(max=2147483647):preset_id>"


@bp.get("/treatments")
def catalogue() -> str:
    """What the clinic does, and what it did before."""
    return _list()


def _list(error: str = "") -> str:
    return render_template("manage/catalogue.html", presets=care.listed(session()), error=error,
                           modalities=MODALITIES, areas=AREAS, products=PRODUCTS)


@bp.route("/treatments/new", methods=["GET", "POST"])
def new_preset() -> Answer:
    """Add a line."""
    form = PresetForm()
    if form.is_submitted() and (new := _entered(form)):
        try:
            care.add(session(), viewer(), new, now=now())
        except Refused as refused:
            take_errors(form, refused.errors)
        else:
            return _done("Added. It can be chosen when a treatment is recorded.")
    return _form(form, "Add to the catalogue", "Add")


@bp.route(PRESET, methods=["GET", "POST"])
def change_preset(preset_id: int) -> Answer:
    """Change a line."""
    stands = as_typed(care.preset(session(), preset_id))
    if request.method == "GET":
        form = PresetForm(data={**asdict(stands), "seen": stands.mark})
        form.depth_mm.raw_data = ["" if stands.depth_mm is None else f"{stands.depth_mm:g}"]
        return _form(form, "Change the catalogue", "Save")
    form, error = PresetForm(), ""
    if new := _entered(form):
        try:
            care.change(session(), viewer(), preset_id, new, form.seen.data or "", now=now())
        except Refused as refused:
            if error := take_errors(form, refused.errors):
                form.seen.data = stands.mark
        else:
            return _done("Saved. Treatments that were recorded stay as they are.")
    return _form(form, "Change the catalogue", "Save", error)


@bp.post(f"{PRESET}/archive")
def archive_preset(preset_id: int) -> Answer:
    """Offer a line no more, or again."""
    archived = request.form.get("archived") == "yes"
    try:
        care.archive(session(), viewer(), preset_id, archived, now=now())
    except Refused as refused:
        return _list(refused.errors["name"]), 422
    return _done("Archived: it is offered no more." if archived else "It is offered again.")


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("manage.catalogue"), 303)


def _form(form: PresetForm, title: str, button: str, error: str = "") -> Answer:
    page = render_template("manage/preset.html", form=form, title=title, button=button,
                           error=error)
    return (page, 422) if form.is_submitted() else page


def _entered(form: PresetForm) -> NewPreset | None:
    """What was typed, or None with every fault told beside its field at once."""
    valid = form.validate()
    depth = form.depth_mm.data
    new = NewPreset(
        form.name.data or "", form.modality.data, None if depth is None else float(depth),
        form.passes.data, tuple(form.area.data or ()), form.device.data or "", form.product.data,
        form.product_name.data or "",
    )
    errors = faults(new)
    take_errors(form, errors)
    return new if valid and not errors else None
