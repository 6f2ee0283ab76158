"""Unsubscribing from reminders: by the mail program's one click (RFC 8058), or by a button."""

from __future__ import annotations

from flask import render_template

from tracker.care.reminders import can_unsubscribe, mailed_language, unsubscribe
from tracker.care.viewer import NotFound
from tracker.web.context import now, session
from tracker.web.languages import invited_in
from tracker.web.public import bp


@bp.get("/reminders/stop/<token>")
def ask_to_stop(token: str) -> str:
    """The page with the button. Changes nothing: programs that read mail follow links."""
    if not can_unsubscribe(session(), token):
        raise NotFound(token)
    invited_in(mailed_language(session(), token))
    return render_template("public/stop.html", token=token, done=False)


@bp.post("/reminders/stop/<token>")
def stop(token: str) -> str:
    """End the reminders; no session and no form's token is needed, the link is the key."""
    if not unsubscribe(session(), token, now=now()):
        raise NotFound(token)
    invited_in(mailed_language(session(), token))
    return render_template("public/stop.html", token=token, done=True)
