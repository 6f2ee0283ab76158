"""The check-in, and the page after saving."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.aftercare import words_for
from tracker.care.entries import log_entry
from tracker.care.own_recovery import OwnRecovery, own_recovery
from tracker.care.reminders import chosen
from tracker.care.viewer import Refused
from tracker.recovery.asking import likely_today
from tracker.recovery.assessment import Level
from tracker.recovery.days import date_of_day
from tracker.recovery.symptoms import CORE, GRAVE_ALONE, SCALES, SIGNS, TEMPERATURE
from tracker.store.statuses import Waiting
from tracker.web.context import now, session, viewer, wake
from tracker.web.languages import number
from tracker.web.patient import bp
from tracker.web.patient.own_curves import own_curves
from tracker.web.patient.parsing import parse
from tracker.web.patient.photos import album
from tracker.web.patient.reminders import hours
from tracker.web.times import local_moment, local_time, weekday_date

Answer = str | tuple[str, int] | Response


@bp.get("/check-in")
def check_in() -> Answer:
    """Today's check-in."""
    own = _asked_for()
    if own is None:
        return render_template("patient/none.html")
    if viewer().only_recovery and own.entry_on(own.today):
        return render_template("patient/answered.html", own=own)
    return _form(own, own.today) if own.open_today else _over(own)


@bp.get("/check-in/<int:day>")
def check_in_day(day: int) -> Answer:
    """The check-in about a missed day, or an answer changed."""
    own = _asked_for()
    if own is None or not 0 <= day <= own.today:
        abort(404)
    return _form(own, day) if own.open_today else _over(own)


@bp.post("/check-in", defaults={"day": None})
@bp.post("/check-in/<int:day>")
def save(day: int | None) -> Answer:
    """Keep what was answered about a day, today's where none is named."""
    sent = parse(request.form)
    meant = day if sent.day is None else sent.day
    try:
        logged = log_entry(
            session(), viewer(), sent.recovery_id, sent.answers, day=meant, note=sent.note,
            key=sent.key, version=sent.version, now=now(),
        )
    except Refused as refused:
        own = own_recovery(session(), viewer(), sent.recovery_id, now=now())
        if own is None:
            abort(404)
        shown = meant if meant is not None and 0 <= meant <= own.today else own.today
        return _form(own, shown, request.form, refused.errors), 422
    wake(logged.mails)
    return redirect(url_for("patient.saved", day=logged.day, recovery=sent.recovery_id), 303)


def _asked_for() -> OwnRecovery | None:
    """The patient's recovery: the one that the address names, else the newest."""
    return own_recovery(session(), viewer(), request.args.get("recovery"), now=now())


def _over(own: OwnRecovery) -> str:
    return render_template("patient/over.html", own=own, asked=_asked(own))


def _asked(own: OwnRecovery) -> Waiting | None:
    """What the clinic asks for or wrote; not for whoever came by a reminder's link."""
    return None if viewer().only_recovery is not None else own.waiting


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    # As it would be typed: 38,5 where the language writes it so.
    return number(value) if isinstance(value, float) else str(value)


def _stored(own: OwnRecovery, day: int) -> dict[str, str]:
    """What was answered about a day, as the form would have sent it."""
    entry = own.entry_on(day)
    known = own.answer_on(day)
    if entry is None or known is None:
        return {}
    return {**{name: _shown(value) for name, value in known.answers().items()},
            "note": entry.note or ""}


def _form(
    own: OwnRecovery, day: int, typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    entry = own.entry_on(day)
    typed = _stored(own, day) if typed is None else typed
    errors = errors or {}
    # The link in a mail is for answering: what was answered before is not shown.
    alone = viewer().only_recovery is not None
    known = None if alone else own.answer_on(day - 1)
    likely, more = likely_today(day, known, own.recovery.fitzpatrick, own.recovery.entries)
    opened = request.form.getlist("asked")
    missed = [d for d in range(max(0, own.today - 6), own.today)
              if own.entry_on(d) is None and not alone]
    return render_template(
        "patient/check_in.html", own=own, day=day, typed=typed, errors=errors, core=CORE,
        scales=SCALES, signs=SIGNS, likely=likely, more=more,
        more_open=any(typed.get(n) or n in errors or n in opened for n in more),
        date=weekday_date(date_of_day(own.row.treated_at, day, own.row.zone)), missed=missed,
        yesterday=known.answers() if known else {}, version=entry.version if entry else 0,
        key=secrets.token_urlsafe(16), unknown=[n for n in errors if n not in _fields()],
        opened=opened, asked=_asked(own), about_today=day == own.today, grave=GRAVE_ALONE,
        two_answers=entry is not None and entry.unseen is not None,
    )


def _fields() -> set[str]:
    return {*SCALES, *SIGNS, TEMPERATURE, "note"}


@bp.get("/check-in/<int:day>/saved")
def saved(day: int) -> str:
    """The receipt, what the answers mean, what to do, and the curve."""
    own = _asked_for()
    entry = own.entry_on(day) if own else None
    alone = viewer().only_recovery is not None
    if own is None or entry is None or (alone and entry.submitted < own.today):
        abort(404)
    flags = [f for f in own.assessment.flags
             if f.level >= Level.CONCERN and entry.submitted - 3 <= f.day <= entry.submitted]
    symptom = flags[-1].symptom if flags else "redness"
    return render_template(
        "patient/saved.html", own=own, day=day, guidance=own.guidance(day),
        at=local_time(entry.made_at, own.row.zone), symptom=SCALES[symptom], entry=entry,
        answered_at=entry.answered_at and local_moment(entry.answered_at, own.row.zone),
        chart=own_curves(own, (symptom,))[symptom], album=None if alone else album(own),
        alone=alone, reminders=None if alone else chosen(session(), viewer()), hours=hours(),
        asked=_asked(own), words=words_for(session(), viewer()),
    )
