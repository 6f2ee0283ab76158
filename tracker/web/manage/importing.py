"""Bringing patients in from a spreadsheet: look first, then all or nothing."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from tracker.care.importing.people import Found
from tracker.care.importing.preview import carry_out, look_again, preview
from tracker.care.importing.table import COLUMNS, MOST_BYTES, MOST_ROWS
from tracker.care.viewer import Refused
from tracker.recovery.treatment import AREAS, MODALITIES, PRODUCTS
from tracker.report.spreadsheet import BOM
from tracker.web.context import now, session, viewer
from tracker.web.manage import bp
from tracker.web.times import local_day

SHOWN = 100
"""So many faults, and so many people, stand on a page."""
EXAMPLE = {"name": "Erika Example", "email": "erika@patients.example", "skin_type": "III",
           "born_on": "1990-02-28", "language": "en", "time_zone": "Europe/Berlin",
           "cold_sores": "no", "treated_on": "2026-03-10 10:30", "modality": "pen",
           "depth_mm": "1.5", "passes": "4", "area": "face/neck", "device": "Pen A",
           "product": "dermal", "product_name": "Gel", "lot": "L-1"}


@bp.get("/import")
def import_file() -> str:
    """Choose a file."""
    return _form({})


def _form(errors: dict[str, str]) -> str:
    return render_template("manage/import.html", errors=errors, columns=COLUMNS, most=MOST_ROWS,
                           kilobytes=MOST_BYTES // 1000, modalities=MODALITIES, areas=AREAS,
                           products=PRODUCTS)


@bp.post("/import")
def look_at_file() -> str | tuple[str, int]:
    """What the file tells, and what is wrong in which row."""
    file = request.files.get("file")
    try:
        found, seal = preview(session(), viewer(), file.read(MOST_BYTES + 1) if file else b"",
                              now=now())
    except Refused as refused:
        return _form(refused.errors), 422
    return _preview(found, seal)


def _preview(found: Found, seal: str, error: str = "") -> str | tuple[str, int]:
    page = render_template("manage/import_preview.html", found=found, seal=seal, error=error,
                           shown=SHOWN, modalities=MODALITIES, on=local_day,
                           zone=current_user.clinic.zone)
    return (page, 422) if found.faults or error else page


@bp.post("/import/carry-out")
def import_all() -> Redirect | str | tuple[str, int]:
    """Add everybody, or nobody."""
    seal = request.form.get("file", "")
    try:
        found = carry_out(session(), viewer(), seal, now=now())
    except Refused as refused:
        if "file" in refused.errors:
            return _form(refused.errors), 422
        return _preview(look_again(session(), viewer(), seal, now=now()), seal, refused.errors[""])
    flash(f"Imported: {counted(len(found.newcomers), 'patient')} and "
          f"{counted(found.treatments, 'treatment')}. “Not invited yet” invites those who are "
          "still healing, all at once.", "success")
    return redirect(url_for("clinic.patients"), 303)


def counted(number: int, what: str) -> str:
    """1 patient, 2 patients."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@bp.get("/import/example.csv")
def example() -> Response:
    """A file with every column and one made-up row."""
    written = io.StringIO()
    csv.writer(written).writerows([COLUMNS, [EXAMPLE[name] for name in COLUMNS]])
    return Response((BOM + written.getvalue()).encode(), content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": 'attachment; filename="patients.csv"'})
