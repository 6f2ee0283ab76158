"""Reading what is open."""

from __future__ import annotations

from typing import Any

from flask import abort, g

from tracker.care import exchange
from tracker.web.api import bp, pages
from tracker.web.api.shapes import alert_shape
from tracker.web.context import now, session
from tracker.web.paging import place_key, place_token

LIST = "api alerts"


@bp.get("/alerts")
def list_alerts() -> dict[str, Any]:
    """The clinic's open alerts, newest first."""
    if g.viewer.is_patient:
        abort(403)
    before, limit = pages.asked(LIST, place_key)
    found, more = exchange.open_alerts(session(), g.viewer, before, limit, now=now())
    return {"alerts": [alert_shape(one) for one in found], "next": place_token(LIST, more)}
