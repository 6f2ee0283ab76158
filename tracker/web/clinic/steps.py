"""Who saw or changed what of one recovery."""

from __future__ import annotations

from flask import render_template, request

from tracker.care.steps import steps_of
from tracker.web.clinic import bp
from tracker.web.clinic.moments import when
from tracker.web.context import now, session, viewer
from tracker.web.paging import place_key, place_token

LIST = "steps"


@bp.get("/recoveries/<id:recovery_id>/steps")
def steps(recovery_id: str) -> str:
    """All steps, the newest first, page by page."""
    before = place_key(LIST, request.args.get("before"))
    page = steps_of(session(), viewer(), recovery_id, before, now=now())
    return render_template(
        "clinic/steps.html", recovery_id=recovery_id, page=page, when=when,
        more=place_token(LIST, page.more),
    )
