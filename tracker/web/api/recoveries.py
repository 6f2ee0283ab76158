"""Reading recoveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g

from tracker.care import exchange
from tracker.store.triage import Place
from tracker.web.api import bp, pages
from tracker.web.api.shapes import course_shape, line_shape
from tracker.web.context import now, session
from tracker.web.paging import page_token

LIST = "api recoveries"


@bp.get("/recoveries")
def list_recoveries() -> dict[str, Any]:
    """The clinic's recoveries, or the patient's own, worst first."""
    key, limit = pages.asked(LIST)
    after = Place(int(key[0]), datetime.fromisoformat(str(key[1])), str(key[2])) if key else None
    lines, more = exchange.listed(session(), g.viewer, after, limit, now=now())
    return {
        "recoveries": [line_shape(one, not g.viewer.is_patient, now()) for one in lines],
        "next": page_token(LIST, more.rank, more.treated_at.isoformat(), more.recovery_id)
        if more else None,
    }


@bp.get("/recoveries/<id:recovery_id>")
def get_recovery(recovery_id: str) -> dict[str, Any]:
    """One recovery with its current entries and what is suspected."""
    course = exchange.course(session(), g.viewer, recovery_id, now=now())
    return course_shape(course, not g.viewer.is_patient)
