"""One recovery: why it needs somebody, and what was done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.alerts import OUTCOMES, acknowledge
from tracker.care.alerts import add_note as write_note
from tracker.care.alerts import resolve as close
from tracker.care.colours import readings
from tracker.care.reading import read_recovery
from tracker.care.viewer import Refused
from tracker.recovery.assessment import KINDS
from tracker.recovery.screening import ITEMS
from tracker.recovery.symptoms import CORE, SCALES, SIGNS
from tracker.recovery.treatment import AREAS, MODALITIES, PRODUCTS
from tracker.web.clinic import bp
from tracker.web.clinic.courses import AXIS_DAYS, compared, courses, limits
from tracker.web.clinic.lanes import lanes
from tracker.web.clinic.moments import clock
from tracker.web.clinic.triage import STATES
from tracker.web.colour_chart import colour_charts
from tracker.web.context import now, session, viewer
from tracker.web.photo_pairs import by_day, pair
from tracker.web.times import local_day

LABELS = {name: str(scale.label) for name, scale in SCALES.items()}
"""In English, as staff read: a table of many answers says them again and again."""


@bp.get("/recoveries/<id:recovery_id>")
def recovery(recovery_id: str) -> str:
    """Curves against the band, flags with evidence, entries, mails, notes and the trail."""
    return _page(recovery_id)


def _page(recovery_id: str, errors: dict[str, str] | None = None, typed: str = "") -> str:
    page = read_recovery(session(), viewer(), recovery_id, beside=request.args.get("beside"),
                         now=now())
    drawn = courses(page, small=True)
    return render_template(
        "clinic/recovery.html", page=page, limits=limits(page),
        charts=[(name, one, compared(page, name)) for name, one in drawn.items()],
        axis=(axis := next(reversed(drawn.values()))), lanes=lanes(page, axis.frame),
        changed=any(one.hollow for one in drawn.values()),
        labels=LABELS, signs=SIGNS, core=CORE, kinds=KINDS, outcomes=OUTCOMES, items=ITEMS,
        areas=AREAS, modalities=MODALITIES, products=PRODUCTS, state=STATES[page.level],
        states=STATES, when=clock(), on=local_day, errors=errors or {}, typed=typed,
        days=by_day(page.photos), pair=pair(page.photos, request.args.get("photo")),
        colours=colour_charts(readings(page.photos), min(page.day, AXIS_DAYS)),
    )


def _back(recovery_id: str) -> Response:
    return redirect(url_for("clinic.recovery", recovery_id=recovery_id), 303)


@bp.post("/recoveries/<id:recovery_id>/take")
def take(recovery_id: str) -> Response:
    """Take all that is open."""
    acknowledge(session(), viewer(), recovery_id, now=now())
    flash("You have it now.", "success")
    return _back(recovery_id)


@bp.post("/recoveries/<id:recovery_id>/alerts/<int(max=2147483647):alert_id>/resolve")
def resolve(recovery_id: str, alert_id: int) -> Response | tuple[str, int]:
    """Close an alert with its outcome."""
    try:
        close(session(), viewer(), recovery_id, alert_id, request.form.get("outcome", ""),
              now=now())
    except Refused as refused:
        return _page(recovery_id, {f"outcome-{alert_id}": refused.errors["outcome"]}), 422
    flash("Resolved.", "success")
    return _back(recovery_id)


@bp.post("/recoveries/<id:recovery_id>/notes")
def add_note(recovery_id: str) -> Response | tuple[str, int]:
    """Add a note."""
    typed = request.form.get("text", "")
    try:
        write_note(session(), viewer(), recovery_id, typed, now=now())
    except Refused as refused:
        return _page(recovery_id, refused.errors, typed), 422
    return _back(recovery_id)
