"""Asking the clinic to erase everything, and taking that back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.erasure import ANSWERED_WITHIN, ask, own_request, withdraw
from tracker.web.confirming import password_fault
from tracker.web.context import now, session, viewer, wake
from tracker.web.patient import bp


@bp.route("/your-data/erase", methods=["GET", "POST"])
def ask_erasure() -> str | tuple[str, int] | Response:
    """What will be erased, what the clinic may have to keep, and the button."""
    wish = own_request(session(), viewer())
    if wish is not None and wish.state == "open":
        return redirect(url_for("patient.your_data"), 303)
    error = password_fault(request.form.get("password", "")) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        wake(ask(session(), viewer(), now=now()))
        flash(gettext("Your clinic has been asked."), "success")
        return redirect(url_for("patient.your_data"), 303)
    page = render_template("patient/erase.html", error=error, days=ANSWERED_WITHIN.days,
                           has_password=current_user.password is not None,
                           clinic=current_user.clinic)
    return (page, 422) if error else page


@bp.post("/your-data/keep")
def keep() -> Response:
    """Take it back."""
    withdraw(session(), viewer(), now=now())
    flash(gettext("Your data stay. Your clinic sees that you took it back."), "success")
    return redirect(url_for("patient.your_data"), 303)
