"""What to expect, day by day."""

from __future__ import annotations

from flask import render_template, request

from tracker.care.aftercare import words_for
from tracker.care.own_recovery import own_recovery
from tracker.recovery.guidance import CALL_WHEN, EVERY_DAY
from tracker.web.context import now, session, viewer
from tracker.web.patient import bp


@bp.get("/what-to-expect")
def what_to_expect() -> str:
    """Today's phase, what comes next, what was, what holds every day, and when to call."""
    own = own_recovery(session(), viewer(), request.args.get("recovery"), now=now())
    if own is None:
        return render_template("patient/none.html")
    phases, number = own.timeline.phases, own.timeline.phase_number(own.today)
    return render_template(
        "patient/what_to_expect.html", own=own, phase=phases[number], later=phases[number + 1:],
        earlier=phases[:number], every_day=EVERY_DAY, call_when=CALL_WHEN,
        words=words_for(session(), viewer()),
    )
