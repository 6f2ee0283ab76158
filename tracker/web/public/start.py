"""Where each person begins, and the help that is always one tap away."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.recovery.guidance import CALL_WHEN, DANGER_SIGNS
from tracker.web.context import viewer
from tracker.web.public import bp


@bp.get("/")
def start() -> Response:
    """Lead everybody to their own start."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    patient = viewer().patient_id is not None
    return redirect(url_for("patient.check_in" if patient else "clinic.triage"))


@bp.get("/help")
def help_now() -> str:
    """What to do now: danger signs, and whom to call."""
    clinic = current_user.clinic if current_user.is_authenticated else None
    return render_template("public/help.html", signs=DANGER_SIGNS, clinic=clinic,
                           call_when=CALL_WHEN)
