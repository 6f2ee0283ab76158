"""Whether and when to be reminded. Nothing is mailed before the patient says so."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from tracker.care.reminders import choose, chosen
from tracker.care.viewer import Refused
from tracker.recovery.reminding import HOURS
from tracker.web.context import now, session, viewer
from tracker.web.patient import bp
from tracker.web.times import clock_hour


def hours() -> list[tuple[int, str]]:
    """Each hour as a form offers it."""
    return [(hour, clock_hour(hour)) for hour in HOURS]


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
            raise Refused({"": gettext("Please choose one of the two.")})
        choose(session(), viewer(), _hour(hour) if wish == "on" else None, now=now())
    except Refused as refused:
        return _page(refused.errors), 422
    flash(gettext("We mail you at %(time)s.", time=clock_hour(int(hour))) if wish == "on"
          else gettext("You get no reminders."), "success")
    return redirect(url_for("patient.reminder_settings"), 303)


def _hour(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else -1


def _page(errors: dict[str, str]) -> str:
    choice = chosen(session(), viewer())
    return render_template("patient/reminders.html", choice=choice, at=clock_hour(choice.hour),
                           hours=hours(), errors=errors)
