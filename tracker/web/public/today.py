"""The link in a reminder. Mail scanners open links too, so only its button lets in."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask_login import current_user
from flask_security import login_user
from werkzeug.wrappers import Response

from tracker.care.patients import invited_language
from tracker.care.reminders import TodaysLink, follow_link, todays_link
from tracker.web.context import now, session
from tracker.web.languages import invited_in
from tracker.web.public import bp

Answer = str | tuple[str, int] | Response


@bp.get("/today/<token>")
def today(token: str) -> Answer:
    """The page with the button."""
    link = todays_link(session(), token, now=now())
    return _not_for_this_device(link) or render_template("public/today.html", token=token)


@bp.post("/today/<token>")
def open_today(token: str) -> Answer:
    """Let in to the check-in of one recovery, and to nothing else."""
    link = todays_link(session(), token, now=now())
    if answer := _not_for_this_device(link):
        return answer
    link = follow_link(session(), token, now=now())
    if link is None:
        return _over()
    g.only_recovery, g.way = link.recovery_id, "reminder"
    login_user(link.person)
    return redirect(url_for("patient.check_in"), 303)


def _not_for_this_device(link: TodaysLink | None) -> Answer | None:
    """The answer where the link lets nobody in: it has ended, or somebody is signed in already."""
    if link is None:
        return _over()
    if not current_user.is_authenticated:
        invited_in(invited_language(session(), link.person))
        return None
    if current_user.id == link.person.id:
        return redirect(url_for("patient.check_in", recovery=link.recovery_id), 303)
    return render_template("public/somebody_else.html"), 409


def _over() -> tuple[str, int]:
    return render_template("public/today_over.html"), 410
