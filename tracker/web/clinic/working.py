"""The forms of the recovery's page: each one step of work at the version that the page showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tracker.care import alerts, messages
from tracker.care.desk import Stale
from tracker.care.viewer import Refused
from tracker.web.clinic import bp
from tracker.web.clinic.faults import Fault
from tracker.web.clinic.recovery import show
from tracker.web.context import now, session, viewer, wake

Answer = Response | tuple[str, int]
Step = Callable[[int], Sequence[str] | None]
"""A step of work, told the version that the page showed; gives the mails to wake the sender for."""
PLACE = "/recoveries/<id:recovery_id>"
ALERT = f"{PLACE}/alerts/<int(max=2147483647):alert_id>"


def _number(name: str) -> int:
    """A small number that a form holds; what is none is no number of anything here."""
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _done(recovery_id: str, form: str, step: Step, words: str) -> Answer:
    """Take a step and go back to the page; or say there why not, with what was typed."""
    try:
        wake(step(_number("version")) or ())
    except Refused as refused:
        return show(recovery_id, Fault(form, refused.errors, request.form)), 422
    except Stale as stale:
        return show(recovery_id, Fault(form, {}, request.form, stale.changes)), 409
    flash(words, "success")
    return redirect(url_for("clinic.recovery", recovery_id=recovery_id), 303)


@bp.post(f"{PLACE}/take")
def take(recovery_id: str) -> Answer:
    """Take all that is open."""
    return _done(recovery_id, "take", lambda seen: alerts.acknowledge(
        session(), viewer(), recovery_id, seen=seen, now=now()), "You have it now.")


@bp.post(f"{PLACE}/assign")
def assign(recovery_id: str) -> Answer:
    """Give all that is open to a colleague."""
    return _done(recovery_id, "assign", lambda seen: alerts.assign(
        session(), viewer(), recovery_id, _number("person"), seen=seen, now=now()), "Given on.")


@bp.post(f"{ALERT}/level")
def set_level(recovery_id: str, alert_id: int) -> Answer:
    """Set the level that the clinic goes by."""
    return _done(recovery_id, f"level-{alert_id}", lambda seen: alerts.override(
        session(), viewer(), recovery_id, alert_id, _number("level"),
        request.form.get("reason", ""), seen=seen, now=now()), "The level is set.")


@bp.post(f"{ALERT}/resolve")
def resolve(recovery_id: str, alert_id: int) -> Answer:
    """Close an alert with its outcome."""
    return _done(recovery_id, f"resolve-{alert_id}", lambda seen: alerts.resolve(
        session(), viewer(), recovery_id, alert_id, request.form.get("outcome", ""),
        request.form.get("words", ""), seen=seen, now=now()), "Resolved.")


@bp.post(f"{PLACE}/undo")
def undo(recovery_id: str) -> Answer:
    """Take the last step back."""
    return _done(recovery_id, "undo", lambda seen: alerts.undo(
        session(), viewer(), recovery_id, seen=seen, now=now()), "Taken back.")


@bp.post(f"{PLACE}/notes")
def add_note(recovery_id: str) -> Answer:
    """Add a note."""
    return _done(recovery_id, "note", lambda seen: alerts.add_note(
        session(), viewer(), recovery_id, request.form.get("text", ""), seen=seen, now=now()),
        "The note is saved.")


@bp.post(f"{PLACE}/messages")
def write_message(recovery_id: str) -> Answer:
    """Write to the patient."""
    return _done(recovery_id, "message", lambda seen: messages.write(
        session(), viewer(), recovery_id, request.form.get("message", ""), seen=seen, now=now()),
        "Sent. A mail tells the patient that there is a message, and nothing of it.")


@bp.post(f"{PLACE}/messages/read")
def mark_read(recovery_id: str) -> Answer:
    """Note that the patient's messages are read."""
    return _done(recovery_id, "read", lambda seen: messages.mark_read(
        session(), viewer(), recovery_id, seen=seen, now=now()), "Marked as read.")


@bp.post(f"{PLACE}/ask")
def ask(recovery_id: str) -> Answer:
    """Ask the patient for a check-in or a photo."""
    return _done(recovery_id, "ask", lambda seen: messages.ask(
        session(), viewer(), recovery_id, request.form.get("ask", ""), seen=seen, now=now()),
        "Asked. A mail tells the patient to look in.")
