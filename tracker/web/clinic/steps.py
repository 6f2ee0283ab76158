"""Who saw or changed what of one recovery."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from tracker.care.steps import steps_of
from tracker.store.trail import NEWEST
from tracker.web.clinic import bp
from tracker.web.context import now, session, viewer
from tracker.web.times import local_moment


@bp.get("/recoveries/<id:recovery_id>/steps")
def steps(recovery_id: str) -> str:
    """All steps, the newest first, page by page."""
    before = request.args.get("before", type=int)
    if before is not None and not 0 < before <= NEWEST:
        before = None
    zone = current_user.clinic.zone
    return render_template(
        "clinic/steps.html", recovery_id=recovery_id,
        page=steps_of(session(), viewer(), recovery_id, before, now=now()),
        when=lambda moment: local_moment(moment, zone),
    )
