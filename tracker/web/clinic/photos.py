"""A recovery's photos as its clinic sees them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tracker.care import photos as care
from tracker.care.colours import mark_colour
from tracker.care.viewer import Refused
from tracker.store.photos import PhotoRow
from tracker.web.clinic import bp
from tracker.web.context import now, photo_store, session, viewer
from tracker.web.marking import colour_page, spot
from tracker.web.photo_answers import picture

PLACE = "/recoveries/<id:recovery_id>/photos/<id:photo_id>"


@bp.get(PLACE)
def photo(recovery_id: str, photo_id: str) -> Response:
    """One photo."""
    return picture(care.read_photo(session(), viewer(), photo_store(), photo_id,
                                   recovery_id=recovery_id, now=now()))


@bp.get(f"{PLACE}/small")
def small_photo(recovery_id: str, photo_id: str) -> Response:
    """The same, small."""
    return picture(care.read_photo(session(), viewer(), photo_store(), photo_id, small=True,
                                   recovery_id=recovery_id, now=now()))


@bp.get(f"{PLACE}/colour")
def colour(recovery_id: str, photo_id: str) -> str:
    """Where the two spots are chosen."""
    return _colour_page(care.find_photo(session(), photo_id, recovery_id))


def _colour_page(
    row: PhotoRow, form: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    return colour_page(
        row, image=url_for("clinic.photo", recovery_id=row.recovery_id, photo_id=row.name),
        action=url_for("clinic.mark", recovery_id=row.recovery_id, photo_id=row.name),
        back=_place(row.recovery_id), form=form, errors=errors,
    )


def _place(recovery_id: str) -> str:
    return url_for("clinic.recovery", recovery_id=recovery_id, _anchor="photos")


@bp.post(f"{PLACE}/colour")
def mark(recovery_id: str, photo_id: str) -> str | tuple[str, int] | Response:
    """Measure the photo at the two spots."""
    try:
        mark_colour(session(), viewer(), photo_store(), photo_id, spot(request.form, "treated"),
                    spot(request.form, "untreated"), recovery_id=recovery_id, now=now())
    except Refused as refused:
        row = care.find_photo(session(), photo_id, recovery_id)
        return _colour_page(row, request.form, refused.errors), 422
    flash("The colour is measured.", "success")
    return redirect(_place(recovery_id), 303)
