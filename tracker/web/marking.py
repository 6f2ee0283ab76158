"""The form that marks treated and untreated skin in a photo: a tap, or one of nine fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext

from tracker.care.colours import Spot
from tracker.store.photos import PhotoRow

FIELDS = {"treated": lazy_gettext("Treated skin"),
          "untreated": lazy_gettext("Skin that was not treated")}
CELLS = (
    lazy_gettext("top left"), lazy_gettext("top middle"), lazy_gettext("top right"),
    lazy_gettext("middle left"), lazy_gettext("middle"), lazy_gettext("middle right"),
    lazy_gettext("bottom left"), lazy_gettext("bottom middle"), lazy_gettext("bottom right"),
)
_SPOT = re.compile(r"([01](?:\.[0-9]{1,4})?),([01](?:\.[0-9]{1,4})?)")
TAPPED, FIELD = 0.1, 0.2


def spot(form: Mapping[str, str], name: str) -> Spot | None:
    """The marked spot of a field of the form; None where there is none that makes sense."""
    if (tapped := _SPOT.fullmatch(form.get(f"{name}_spot", ""))) is not None:
        x, y = float(tapped[1]), float(tapped[2])
        return Spot(x, y, TAPPED) if x <= 1 and y <= 1 else None
    cell = form.get(name, "")
    if not re.fullmatch("[1-9]", cell):
        return None
    down, across = divmod(int(cell) - 1, 3)
    return Spot((across + 0.5) / 3, (down + 0.5) / 3, FIELD)


def marked(row: PhotoRow, form: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """What each field shows: what was just sent, else what is kept."""
    kept = row.colour or {}
    shown: dict[str, dict[str, Any]] = {}
    for name in FIELDS:
        if form is None:
            place = kept.get(name, {}).get("spot")
        else:
            found = spot(form, name)
            place = {"x": found.x, "y": found.y} if found else None
        shown[name] = {"cell": _cell(place) if place else None, "spot": place}
    return shown


def colour_page(
    row: PhotoRow, *, image: str, action: str, back: str, form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """Where the two spots of a photo are chosen; the addresses of the photo itself, of where the
    form goes and of the page it came from are the patient's or the clinic's."""
    return render_template(
        "patient/colour.html", row=row, fields=FIELDS, cells=CELLS, errors=errors or {},
        shown=marked(row, form), image=image, action=action, back=back,
    )


def _cell(place: Mapping[str, float]) -> int:
    return min(int(place["y"] * 3), 2) * 3 + min(int(place["x"] * 3), 2) + 1
