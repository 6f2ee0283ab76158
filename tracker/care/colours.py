"""Measuring colour in a photo: what was marked, and what it says over the days.

It assists the eye and decides nothing: no judgement reads it (docs/colour.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.care.photos import find_photo, stored_picture
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.pictures.sampling import pixels
from tracker.recovery.colour import (
    Lab,
    NotMeasurable,
    Reading,
    area_colour,
    compare,
    typology_angle,
)
from tracker.recovery.sentence import say
from tracker.store import photos, trail
from tracker.store.blobs import Blobs
from tracker.store.database import writing
from tracker.store.photos import PhotoRow

NEAREST = 0.08
_WORDS = {
    "light": say("This spot is too bright or too dark to measure. Choose another one."),
    "skin": say("The colour of this spot is not the colour of skin. Choose another one."),
}


@dataclass(frozen=True)
class Spot:
    """A marked square: its middle in shares of width and height, its side of the shorter side."""

    x: float
    y: float
    side: float


@dataclass(frozen=True)
class DayReading:
    """What the newest measured photo of a day says."""

    day: int
    reading: Reading


def mark_colour(
    session: Session, viewer: Viewer, blobs: Blobs, name: str, treated: Spot | None,
    untreated: Spot | None, *, recovery_id: str | None = None, now: datetime,
) -> PhotoRow:
    """Measure a photo at the marked spots and keep both; returns the photo.

    Raises NotFound, Refused with reasons for "treated" and "untreated", and StoreTrouble.
    """
    row = find_photo(session, name, recovery_id)
    if treated is None or untreated is None:
        spots = {"treated": treated, "untreated": untreated}
        raise Refused({field: say("Choose a spot.") for field, spot in spots.items()
                       if spot is None})
    if abs(treated.x - untreated.x) < NEAREST and abs(treated.y - untreated.y) < NEAREST:
        raise Refused({"untreated": say("Choose a spot away from the treated skin.")})
    session.commit()
    colour = _measured(stored_picture(blobs, row), treated, untreated)
    with writing(session):
        kept = photos.photo(session, name, held=True)
        if kept is None:
            raise NotFound(name)
        kept.colour = colour
        trail.did(session, viewer, "photo measured", now, patient_id=kept.patient_id,
                  recovery_id=kept.recovery_id, detail=f"day {kept.day}, photo {kept.id}")
    return kept


def _measured(image: bytes, treated: Spot, untreated: Spot) -> dict[str, Any]:
    errors: dict[str, str] = {}
    told: dict[str, Any] = {}
    for field, spot in (("treated", treated), ("untreated", untreated)):
        try:
            found = area_colour(pixels(image, spot.x, spot.y, spot.side))
            typology_angle(found)
        except NotMeasurable as fault:
            errors[field] = _WORDS[fault.reason]
        else:
            told[field] = {"spot": asdict(spot), "lab": asdict(found)}
    if errors:
        raise Refused(errors)
    return told


def reading_of(row: PhotoRow) -> Reading | None:
    """What was measured in a photo, if anything was."""
    if not row.colour:
        return None
    return compare(Lab(**row.colour["treated"]["lab"]), Lab(**row.colour["untreated"]["lab"]))


def readings(rows: Iterable[PhotoRow]) -> list[DayReading]:
    """One reading a day, of its newest measured photo, by day."""
    newest = {row.day: found for row in rows if (found := reading_of(row)) is not None}
    return [DayReading(day, newest[day]) for day in sorted(newest)]
