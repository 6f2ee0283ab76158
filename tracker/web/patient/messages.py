"""Messages from the clinic, and answering them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from tracker.care.own_messages import answer, read_thread
from tracker.care.viewer import Refused
from tracker.web.context import now, session, viewer, wake
from tracker.web.patient import bp
from tracker.web.times import local_moment

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@bp.get("/messages")
def messages() -> str:
    """What was written, the newest last, and the form to answer."""
    return _page(request.args.get("recovery"), {})


def _page(recovery_id: str | None, errors: Mapping[str, str], typed: str = "") -> str:
    thread = read_thread(session(), viewer(), recovery_id, now=now())
    if thread is None:
        return render_template("patient/none.html")
    return render_template("patient/messages.html", thread=thread, errors=errors, typed=typed,
                           when=local_moment, key=secrets.token_urlsafe(16))


@bp.post("/messages")
def answer_message() -> str | tuple[str, int] | Response:
    """Answer."""
    recovery_id, key = request.form.get("recovery", ""), request.form.get("key", "")
    typed = request.form.get("text", "")
    try:
        wake(answer(session(), viewer(), recovery_id, typed,
                    key=key if _KEY.fullmatch(key) else None, now=now()))
    except Refused as refused:
        return _page(recovery_id, refused.errors, typed), 422
    flash(gettext("Sent to your clinic."), "success")
    return redirect(url_for("patient.messages", recovery=recovery_id), 303)
