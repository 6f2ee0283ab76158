"""Who is on call now and next, the week, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker.care import rota
from tracker.care.viewer import Refused
from tracker.duty.rota import WEEKDAYS, uncovered
from tracker.web.clinic import bp
from tracker.web.clinic.forms import take_errors
from tracker.web.clinic.rota_forms import (
    NOBODY,
    AbsenceForm,
    HandOverForm,
    ShiftForm,
    name_people,
)
from tracker.web.context import now, session, viewer, wake
from tracker.web.times import clock_hour, local_time, short_date, weekday_date

Answer = Response | tuple[str, int]


@bp.get("/on-call")
def on_call() -> str:
    """Seen by everybody of the clinic; a manager finds the forms below."""
    return _page()


def _page(form: ShiftForm | AbsenceForm | HandOverForm | None = None) -> str:
    """The page; `form` is the one that was refused."""
    page = rota.read_rota(session(), viewer(), now=now())
    forms = {kind: form if isinstance(form, kind) else kind(formdata=None)
             for kind in (ShiftForm, AbsenceForm, HandOverForm)}
    for one in forms.values():
        name_people(one, page.team, viewer().person_id)
    return render_template(
        "clinic/on_call.html", page=page, shift_form=forms[ShiftForm],
        absence_form=forms[AbsenceForm], hand_over_form=forms[HandOverForm], wrong=form,
        headline=_headline(page), weekdays=WEEKDAYS, hour=clock_hour, zone=page.team.rota.zone,
        moment=lambda at: _moment(at, page.team.rota.zone), away=_away(page),
        gaps=[_stretch(*gap) for gap in uncovered(page.team.rota.shifts)],
    )


def _headline(page: rota.RotaPage) -> str:
    names = " and ".join(one.name for one in page.now)
    if not names:
        return "Nobody can be told"
    if not page.by_rota:
        return f"Alerts go to {names}"
    return f"{names} {'is' if len(page.now) == 1 else 'are'} on call"


def _moment(at: datetime, zone: str) -> str:
    return f"{weekday_date(at.astimezone(ZoneInfo(zone)).date())}, {local_time(at, zone)}"


def _stretch(begins: int, ends: int) -> str:
    """A stretch of the week in words."""
    return " to ".join(f"{WEEKDAYS[hour // 24 % 7]} {clock_hour(hour % 24)}"
                       for hour in (begins, ends))


@dataclass(frozen=True)
class Away:
    """One absence as it is shown."""

    number: int
    name: str
    span: str
    stand_in: str


def _away(page: rota.RotaPage) -> list[Away]:
    zone, team = page.team.rota.zone, page.team
    return [Away(one.id, team.name(one.person_id) or "Somebody who left",
                 _span(one.since, one.until, zone),
                 team.name(one.stand_in_id) if one.stand_in_id else "")
            for one in page.absences]


def _span(since: datetime, until: datetime, zone: str) -> str:
    """Whole days by their dates, a handed-over turn by its hours."""
    there, end = (at.astimezone(ZoneInfo(zone)) for at in (since, until))
    if there.hour or there.minute or end.hour or end.minute:
        return f"{_moment(since, zone)} to {_moment(until, zone)}"
    first, last = there.date(), end.date() - timedelta(days=1)
    return short_date(first) if first == last else f"{short_date(first)} to {short_date(last)}"


def _back() -> Response:
    return redirect(url_for("clinic.on_call"), 303)


@bp.post("/on-call/shifts")
def add_shift() -> Answer:
    """Add hours to the week."""
    form = ShiftForm()
    name_people(form, rota.editors_team(session(), viewer(), now()), viewer().person_id)
    if not form.validate():
        return _page(form), 422
    try:
        rota.add_shifts(session(), viewer(), form.holder.data, form.weekdays.data or (),
                        form.begins.data, form.until.data, now=now())
    except Refused as refused:
        take_errors(form, refused.errors)
        return _page(form), 422
    flash("Added to the week.", "success")
    return _back()


@bp.post("/on-call/shifts/<int(max=2147483647):shift_id>/remove")
def remove_shift(shift_id: int) -> Response:
    """Take hours out of the week."""
    rota.remove_shift(session(), viewer(), shift_id, now=now())
    flash("Removed from the week.", "success")
    return _back()


@bp.post("/on-call/absences")
def add_absence() -> Answer:
    """Note that somebody is away."""
    form = AbsenceForm()
    name_people(form, rota.editors_team(session(), viewer(), now()), viewer().person_id)
    if not form.validate() or form.first.data is None or form.last.data is None:
        return _page(form), 422
    stand_in = None if form.stand_in.data == NOBODY else form.stand_in.data
    try:
        rota.add_absence(session(), viewer(), form.away.data, form.first.data, form.last.data,
                         stand_in, now=now())
    except Refused as refused:
        take_errors(form, refused.errors)
        return _page(form), 422
    flash("Noted.", "success")
    return _back()


@bp.post("/on-call/absences/<int(max=2147483647):absence_id>/remove")
def remove_absence(absence_id: int) -> Response:
    """Somebody is back."""
    rota.remove_absence(session(), viewer(), absence_id, now=now())
    flash("Removed.", "success")
    return _back()


@bp.post("/on-call/hand-over")
def hand_over() -> Answer:
    """Give the rest of the own turn to a colleague."""
    form = HandOverForm()
    page = rota.read_rota(session(), viewer(), now=now())
    name_people(form, page.team, viewer().person_id)
    if not form.validate():
        return _page(form), 422
    try:
        until, mails = rota.hand_over(session(), viewer(), form.taker.data, now=now())
    except Refused as refused:
        take_errors(form, refused.errors)
        return _page(form), 422
    wake(mails)
    flash(f"Handed over until {_moment(until, page.team.rota.zone)}. Your colleague gets a mail.",
          "success")
    return _back()
