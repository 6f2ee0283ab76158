"""Who saw or changed what of one recovery."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request

from tracker.care.steps import steps_of
from tracker.web.clinic import bp
from tracker.web.clinic.moments import when
from tracker.web.clinic.paging import page_key, page_token
from tracker.web.context import now, session, viewer

LIST = "steps"


@bp.get("/recoveries/<id:recovery_id>/steps")
def steps(recovery_id: str) -> str:
    """All steps, the newest first, page by page."""
    key = page_key(LIST, request.args.get("before"))
    before = (datetime.fromisoformat(str(key[0])), int(key[1])) if key else None
    page = steps_of(session(), viewer(), recovery_id, before, now=now())
    return render_template(
        "clinic/steps.html", recovery_id=recovery_id, page=page, when=when,
        more=page.more and page_token(LIST, page.more[0].isoformat(), page.more[1]),
    )
