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


@bp.get("/check-in")
def check_in() -> Answer:
    """Today's check-in."""
    own = own_recovery(session(), viewer(), now=now())
    if own is None:
        return render_template("patient/none.html")
    return _form(own, own.today)


@bp.get("/check-in/<int:day>")
def check_in_day(day: int) -> Answer:
    """The check-in about a missed day, or an answer changed."""
    return _form(_own(day), day)


@bp.post("/check-in", defaults={"day": None})
@bp.post("/check-in/<int:day>")
def save(day: int | None) -> Answer:
    """Keep what was answered about a day, today's where none is named."""
    sent = parse(request.form)
    if day is None and (named := str(sent.answers.pop("day", ""))).isdecimal():
        day = int(named[:4])
    try:
        logged = log_entry(
            session(), viewer(), sent.recovery_id, sent.answers, day=day, note=sent.note,
            key=sent.key, version=sent.version, now=now(),
        )
    except Refused as refused:
        own = _own(day)
        return _form(own, own.today if day is None else day, request.form, refused.errors), 422
    wake(logged.mail_ids)
    return redirect(url_for("patient.saved", day=logged.day), 303)


def _own(day: int | None) -> OwnRecovery:
    """The patient's recovery; aborts with 404 where there is none or the day is not in it."""
    own = own_recovery(session(), viewer(), now=now())
    if own is None or not 0 <= (own.today if day is None else day) <= own.today:
        abort(404)
    return own


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _stored(own: OwnRecovery, day: int) -> dict[str, str]:
    """What was answered about a day, as the form would have sent it."""
    entry = own.entry_on(day)
    if entry is None:
        return {}
    return {**{name: _shown(value) for name, value in entry.answers.items()},
            "note": entry.note or ""}


def _form(
    own: OwnRecovery, day: int, typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    entry, before = own.entry_on(day), own.entry_on(day - 1)
    typed = _stored(own, day) if typed is None else typed
    errors = errors or {}
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
