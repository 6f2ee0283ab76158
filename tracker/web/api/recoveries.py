"""Reading recoveries."""

from __future__ import annotations

from typing import Any

from flask import g

from tracker.care import exchange
from tracker.web.api import bp, pages
from tracker.web.api.shapes import course_shape, line_shape
from tracker.web.context import now, session
from tracker.web.paging import line_key, line_token

LIST = "api recoveries"


@bp.get("/recoveries")
def list_recoveries() -> dict[str, Any]:
    """The clinic's recoveries, or the patient's own, worst first."""
    after, limit = pages.asked(LIST, line_key)
    lines, more = exchange.listed(session(), g.viewer, after, limit, now=now())
    return {
        "recoveries": [line_shape(one, not g.viewer.is_patient, now()) for one in lines],
        "next": line_token(LIST, more),
    }


@bp.get("/recoveries/<id:recovery_id>")
def get_recovery(recovery_id: str) -> dict[str, Any]:
    """One recovery with its current entries and what is suspected."""
    course = exchange.course(session(), g.viewer, recovery_id, now=now())
    return course_shape(course, not g.viewer.is_patient)
