"""For machines: is the process alive, is the installation ready."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from tracker.care.doctor import examine
from tracker.web.context import db, now, settings

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database reachable, migrations current, queue reachable.

    Whether a worker sweeps and mail flows is told too, but pages are served without.
    """
    findings = examine(settings(), db.engine, current_app.extensions["queue"], now())
    ready = all(f.well for f in findings if f.needed_to_serve)
    told = {f.subject: f.detail for f in findings}
    return jsonify(ready=ready, checks={f.subject: f.well for f in findings},
                   worker=told.get("worker", "unknown"), mail=told.get("mail flow", "unknown"),
                   ), 200 if ready else 503
