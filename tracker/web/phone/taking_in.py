"""Check-ins that waited on a phone: who is signed in there, and taking them in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, request, url_for
from flask import session as cookie
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from tracker.care import people
from tracker.care.entries import log_entry
from tracker.care.viewer import NotFound, Refused
from tracker.web.context import now, session, viewer, wake
from tracker.web.languages import told
from tracker.web.patient.parsing import parse
from tracker.web.phone import bp
from tracker.web.signing_in import TOKEN

Answer = dict[str, Any] | tuple[dict[str, Any], int]
LONGEST_WAIT = 400 * 24 * 3600


@bp.get("/check-in/phone")
def state() -> Answer:
    """Who is signed in here: `patient` with their opaque id, `other`, or nobody.

    Nobody is `ended` where a sign-in grew old (what waits goes on waiting), `revoked` where the
    phone has to forget.
    """
    if not current_user.is_authenticated:
        return {"state": _how_ended()}
    patient = viewer().patient_id
    if patient is None:
        return {"state": "other"}
    return {"state": "patient", "person": patient, "csrf": generate_csrf()}


@bp.post("/check-in/phone")
def take_in() -> Answer:
    """Keep one check-in, once: sent at once, or after it waited so many seconds on the phone."""
    if not current_user.is_authenticated:
        return {"state": _how_ended()}, 401
    if viewer().patient_id is None:
        abort(404)
    if request.form.get("person") != viewer().patient_id:
        return {"state": "other"}, 403
    sent = parse(request.form)
    try:
        logged = log_entry(
            session(), viewer(), sent.recovery_id, sent.answers, day=sent.day, note=sent.note,
            key=sent.key, version=sent.version, waited=_waited(), now=now(),
        )
    except Refused as refused:
        return {"errors": {field: told(why) for field, why in refused.errors.items()}}, 422
    except NotFound:
        return {"errors": {"": gettext("This treatment is not known here.")}}, 422
    wake(logged.mails)
    receipt = url_for("patient.saved", day=logged.day, recovery=logged.recovery_id)
    return {"day": logged.day, "receipt": receipt}


def _waited() -> timedelta | None:
    """How long it lay on the phone, told as a span: the phone's clock may be wrong."""
    told = request.form.get("waited", "")
    if not told:
        return None
    seconds = int(told) if told.isascii() and told.isdigit() and len(told) < 12 else 0
    return timedelta(seconds=min(seconds, LONGEST_WAIT))


def _how_ended() -> str:
    token, who = cookie.get(TOKEN), cookie.get("_user_id", "")
    return "revoked" if token and people.revoked(session(), token, who) else "ended"
