"""The check-in, and the page after saving."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.entries import log_entry
from tracker.care.reading import OwnRecovery, own_recovery
from tracker.care.viewer import Refused
from tracker.recovery.asking import likely_today
from tracker.recovery.assessment import Level
from tracker.recovery.days import date_of_day
from tracker.recovery.symptoms import CORE, SCALES, SIGNS, TEMPERATURE
from tracker.web.context import now, session, viewer, wake
from tracker.web.patient import bp
from tracker.web.patient.curves import own_curve
from tracker.web.patient.parsing import parse
from tracker.web.times import local_time

Answer = str | tuple[str, int] | Response


@bp.route("/check-in", methods=["GET", "POST"])
def check_in() -> Answer:
    """Today's check-in."""
    own = own_recovery(session(), viewer(), now=now())
    if own is None:
        return render_template("patient/none.html")
    return _answer(own, own.today)


@bp.route("/check-in/<int:day>", methods=["GET", "POST"])
def check_in_day(day: int) -> Answer:
    """The check-in about a missed day, or an answer changed."""
    own = own_recovery(session(), viewer(), now=now())
    if own is None or not 0 <= day <= own.today:
        abort(404)
    return _answer(own, day)


def _answer(own: OwnRecovery, day: int) -> Answer:
    if request.method == "GET":
        entry = own.entry_on(day)
        typed = {name: _shown(value) for name, value in entry.answers.items()} if entry else {}
        if entry is not None:
            typed["note"] = entry.note or ""
        return _form(own, day, typed, {})
    sent = parse(request.form)
    try:
        logged = log_entry(
            session(), viewer(), own.row.id, sent.answers, day=day, note=sent.note, key=sent.key,
            version=sent.version, now=now(),
        )
    except Refused as refused:
        fresh = own_recovery(session(), viewer(), now=now()) or own
        return _form(fresh, day, request.form, refused.errors), 422
    wake(logged.mail_ids)
    return redirect(url_for("patient.saved", day=logged.day), 303)


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _form(own: OwnRecovery, day: int, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    entry, before = own.entry_on(day), own.entry_on(day - 1)
    known = next((e for e in own.recovery.entries if e.day == day - 1), None)
    names = likely_today(day, known, own.recovery.fitzpatrick)
    missed = [d for d in range(max(0, own.today - 6), own.today) if own.entry_on(d) is None]
    return render_template(
        "patient/check_in.html", own=own, day=day, typed=typed, errors=errors, core=CORE,
        scales=SCALES, signs=SIGNS, names=names, temperature=TEMPERATURE,
        date=date_of_day(own.row.treated_at, day, own.row.zone), missed=missed,
        yesterday=before.answers if before else {}, version=entry.version if entry else 0,
        key=secrets.token_urlsafe(16), unknown=[n for n in errors if n not in _fields()],
    )


def _fields() -> set[str]:
    return {*SCALES, *SIGNS, TEMPERATURE, "note"}


@bp.get("/check-in/<int:day>/saved")
def saved(day: int) -> str:
    """The receipt, what the answers mean, what to do, and the curve."""
    own = own_recovery(session(), viewer(), now=now())
    entry = own.entry_on(day) if own else None
    if own is None or entry is None:
        abort(404)
    told = [f for f in own.assessment.flags
            if f.level >= Level.CONCERN and entry.submitted - 3 <= f.day <= entry.submitted]
    symptom = told[-1].symptom if told else "redness"
    return render_template(
        "patient/saved.html", own=own, day=day, guidance=own.guidance(day), told=bool(told),
        at=local_time(entry.made_at, own.row.zone), symptom=SCALES[symptom],
        chart=own_curve(own, symptom, day),
    )
