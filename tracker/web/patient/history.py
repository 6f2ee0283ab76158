"""The days so far."""

from __future__ import annotations

from flask import render_template, request

from tracker.care.own_recovery import own_recovery
from tracker.recovery.days import date_of_day
from tracker.recovery.symptoms import CORE, SCALES
from tracker.web.context import now, session, viewer
from tracker.web.patient import bp
from tracker.web.patient.own_curves import own_curves
from tracker.web.patient.photos import album
from tracker.web.times import local_moment, short_date


@bp.get("/history")
def history() -> str:
    """Every curve, every day, and where to add or change one."""
    own = own_recovery(session(), viewer(), request.args.get("recovery"), now=now())
    if own is None:
        return render_template("patient/none.html")
    days = [(day, short_date(date_of_day(own.row.treated_at, day, own.row.zone)),
             own.entry_on(day)) for day in range(max(own.today, 0), -1, -1)]
    return render_template(
        "patient/history.html", own=own, days=days, core=CORE, scales=SCALES,
        charts=own_curves(own, CORE), phase=own.timeline.phase(own.today),
        when=local_moment, album=album(own),
    )
