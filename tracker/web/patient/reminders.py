"""Whether and when to be reminded. Nothing is mailed before the patient says so."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.reminders import choose, chosen
from tracker.care.viewer import Refused
from tracker.recovery.reminding import HOURS
from tracker.web.context import now, session, viewer
from tracker.web.patient import bp


def hours() -> list[tuple[int, str]]:
    """Each hour as a form offers it."""
    return [(hour, f"{hour:02}:00") for hour in HOURS]


@bp.get("/reminders")
def reminder_settings() -> str:
    """The choice as it stands."""
    return _page({})


@bp.post("/reminders")
def reminders() -> Response | tuple[str, int]:
    """Keep what was chosen."""
    wish, hour = request.form.get("wish", ""), request.form.get("hour", "")
    try:
        if wish not in ("on", "off"):
            raise Refused({"": "Please choose one of the two."})
        choose(session(), viewer(), _hour(hour) if wish == "on" else None, now=now())
    except Refused as refused:
        return _page(refused.errors), 422
    flash(f"We mail you at {int(hour):02}:00." if wish == "on" else "You get no reminders.",
          "success")
    return redirect(url_for("patient.reminder_settings"), 303)


def _hour(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else -1


def _page(errors: dict[str, str]) -> str:
    return render_template("patient/reminders.html", choice=chosen(session(), viewer()),
                           hours=hours(), errors=errors)
