"""Inviting everybody who is still healing and cannot sign in yet."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker.care.inviting import AT_ONCE, invite_all, uninvited
from tracker.web.clinic import bp
from tracker.web.context import now, session, viewer, wake
from tracker.web.times import local_day


@bp.get("/patients/uninvited")
def waiting_for_invitation() -> str:
    """Who they are."""
    found = uninvited(session(), viewer(), now=now())
    return render_template("clinic/uninvited.html", found=found, on=local_day, most=AT_ONCE,
                           count=sum(not one.taken for one in found))


@bp.post("/patients/uninvited")
def invite_everybody() -> Response:
    """Mail each of them an invitation."""
    mails = invite_all(session(), viewer(), now=now())
    wake(mails)
    if len(mails) == 1:
        flash("One invitation is on its way.", "success")
    elif mails:
        flash(f"{len(mails)} invitations are on their way.", "success")
    else:
        flash("Nobody was left to invite.", "info")
    return redirect(url_for("clinic.waiting_for_invitation"), 303)
