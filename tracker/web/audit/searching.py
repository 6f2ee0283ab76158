"""Searching the trail, and taking what was found away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from tracker.care import throttle
from tracker.care.audit import choices, patients_meant, read_trail, take_trail
from tracker.report.trail_sheet import trail_csv
from tracker.web.audit import bp
from tracker.web.audit.forms import TrailForm
from tracker.web.context import now, session, viewer
from tracker.web.paging import place_key, place_token
from tracker.web.times import local_day, local_time

LIST = "trail"
_ID = re.compile("[A-Za-z0-9_-]{1,24}")


@bp.get("/audit")
def trail() -> str | tuple[str, int]:
    """What was found, the newest first, page by page; the address holds numbers, no names."""
    form, record = _asked(), _record()
    if not form.validate():
        return render_template("audit/trail.html", form=form, record=record), 422
    page = read_trail(session(), viewer(), form.search(record, current_user.clinic.zone),
                      place_key(LIST, request.args.get("before")), now=now())
    form.patient.data = page.patient or record
    address = form.address() | ({"record": record} if record else {})
    return render_template(
        "audit/trail.html", form=form, page=page, when=when, address=address, record=record,
        more=place_token(LIST, page.more))


@bp.post("/audit")
def search() -> str | tuple[str, int] | Redirect:
    """A search is posted, since it may name a patient; leads to the address of what is meant."""
    form = _with_choices(TrailForm())
    typed = (form.patient.data or "").replace("\0", "").strip()
    meant: Sequence[tuple[str, str]] = ()
    if form.validate() and typed:
        meant = patients_meant(session(), viewer(), typed, now=now())
        if not meant:
            form.patient.errors = ["Nobody here of this name."]
    if form.errors:
        return render_template("audit/trail.html", form=form), 422
    if len(meant) > 1:
        return render_template("audit/trail.html", form=form, meant=meant, address=form.address())
    return redirect(_address(form, meant[0][0] if meant else None), 303)


@bp.get("/audit/trail.csv")
def export() -> Response:
    """All of what was found as a file, written while it is read; not without end."""
    form, record = _asked(), _record()
    if not form.validate():
        abort(404)
    mine = ((throttle.DOWNLOAD, str(viewer().person_id)),)
    if throttle.take(session(), mine, now=now()) is None:
        abort(429)
    rows = take_trail(session(), viewer(), form.search(record, current_user.clinic.zone),
                      now=now())
    return Response(
        stream_with_context(trail_csv(rows)), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="trail-{now():%Y-%m-%d}.csv"'})


def _address(form: TrailForm, record: str | None) -> str:
    told: dict[str, Any] = {**form.address(), "record": record}
    return url_for("audit.trail", **told)


def when(moment: datetime) -> str:
    """Date with its year and clock time, where the clinic is: the trail goes back for years."""
    zone = current_user.clinic.zone
    return f"{local_day(moment, zone)} {local_time(moment, zone)}"


def _asked() -> TrailForm:
    """What the address asks for. It changes nothing, so it needs no token."""
    return _with_choices(TrailForm(request.args, meta={"csrf": False}))


def _with_choices(form: TrailForm) -> TrailForm:
    people, actions = choices(session(), viewer())
    form.offer(people, list(actions))
    return form


def _record() -> str | None:
    """The id of the patient who is meant."""
    record = request.args.get("record")
    if record and not _ID.fullmatch(record):
        abort(404)
    return record or None
