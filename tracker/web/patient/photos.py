"""The patient's photos: added, seen side by side, removed, measured."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from tracker.care import photos as care
from tracker.care.colours import mark_colour, readings
from tracker.care.own_recovery import OwnRecovery, own_recovery
from tracker.care.viewer import NotFound, Refused
from tracker.store.photos import PhotoRow
from tracker.web.colour_chart import ColourChart, colour_charts
from tracker.web.context import now, photo_store, session, viewer
from tracker.web.marking import colour_page, spot
from tracker.web.patient import bp
from tracker.web.photo_answers import picture
from tracker.web.photo_pairs import by_day, pair

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
Answer = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Album:
    """What the pages show of a recovery's photos; `key` tells a form that is sent twice."""

    rows: Sequence[PhotoRow]
    left: int
    last: PhotoRow | None
    key: str
    charts: Sequence[ColourChart]


def album(own: OwnRecovery) -> Album:
    """The photos of a recovery, and how many more today can take."""
    rows = care.photos_of(session(), own.row.id)
    today = sum(row.day == own.today for row in rows)
    before = [row for row in rows if row.day < own.today]
    return Album(
        rows, care.MOST_A_DAY - today if own.open_today else 0, before[-1] if before else None,
        secrets.token_urlsafe(16), colour_charts(readings(rows), min(own.today, 42)),
    )


@bp.get("/photos")
def photos() -> str:
    """Photos by day, the chosen one beside the first day's, and the form for another."""
    own = own_recovery(session(), viewer(), request.args.get("recovery"), now=now())
    return render_template("patient/none.html") if own is None else _page(own)


def _page(own: OwnRecovery, errors: Mapping[str, str] | None = None) -> str:
    shown = album(own)
    return render_template(
        "patient/photos.html", own=own, album=shown, days=by_day(shown.rows), errors=errors or {},
        pair=pair(shown.rows, request.args.get("photo")), most=care.MOST_A_DAY,
    )


@bp.post("/photos")
def add_photo() -> Answer:
    """Keep a photo of today."""
    recovery_id, key = request.form.get("recovery", ""), request.form.get("key", "")
    sent = next((file for file in request.files.getlist("photo") if file.filename), None)
    data = sent.read() if sent else b""
    try:
        care.add_photo(session(), viewer(), photo_store(), recovery_id, data,
                       key=key if _KEY.fullmatch(key) else None, now=now())
    except Refused as refused:
        own = own_recovery(session(), viewer(), recovery_id, now=now())
        if own is None:
            abort(404)
        return _page(own, refused.errors), 413 if len(data) > care.MOST_BYTES else 422
    flash(gettext("Your photo is saved. Only you and your clinic can see it."), "success")
    return _back(recovery_id)


def _back(recovery_id: str) -> Response:
    return redirect(url_for("patient.photos", recovery=recovery_id), 303)


@bp.get("/photos/<id:photo_id>")
def photo(photo_id: str) -> Response:
    """One photo."""
    return picture(care.read_photo(session(), viewer(), photo_store(), photo_id, now=now()))


@bp.get("/photos/<id:photo_id>/small")
def small_photo(photo_id: str) -> Response:
    """The same, small."""
    return picture(care.read_photo(session(), viewer(), photo_store(), photo_id, small=True,
                                   now=now()))


@bp.post("/photos/<id:photo_id>/remove")
def remove_photo(photo_id: str) -> Answer:
    """Remove a photo of today."""
    try:
        row = care.remove_photo(session(), viewer(), photo_store(), photo_id, now=now())
    except Refused as refused:
        return _page(_own(photo_id), refused.errors), 422
    flash(gettext("The photo is removed."), "success")
    return _back(row.recovery_id)


def _own(photo_id: str) -> OwnRecovery:
    """The recovery that a photo is of."""
    row = care.find_photo(session(), photo_id)
    own = own_recovery(session(), viewer(), row.recovery_id, now=now())
    if own is None:
        raise NotFound(photo_id)
    return own


@bp.get("/photos/<id:photo_id>/colour")
def colour(photo_id: str) -> str:
    """Where the two spots are chosen."""
    return _colour_page(care.find_photo(session(), photo_id))


def _colour_page(
    row: PhotoRow, form: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    return colour_page(
        row, image=url_for("patient.photo", photo_id=row.name),
        action=url_for("patient.mark", photo_id=row.name),
        back=url_for("patient.photos", recovery=row.recovery_id), form=form, errors=errors,
    )


@bp.post("/photos/<id:photo_id>/colour")
def mark(photo_id: str) -> Answer:
    """Measure the photo at the two spots."""
    try:
        row = mark_colour(session(), viewer(), photo_store(), photo_id,
                          spot(request.form, "treated"), spot(request.form, "untreated"),
                          now=now())
    except Refused as refused:
        row = care.find_photo(session(), photo_id)
        return _colour_page(row, request.form, refused.errors), 422
    flash(gettext("The colour is measured."), "success")
    return _back(row.recovery_id)
