"""Photos of a patient's skin: added and removed by the patient, seen by them and their clinic.

The files are written before the row and removed after it: what a failure in between leaves is a
file without a row, and the sweep (photo_upkeep.py) finds it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from tracker.care.entries import FOLLOWED_DAYS
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.pictures.encoding import Picture
from tracker.pictures.faults import Fault, NotTaken
from tracker.pictures.prepare import prepare
from tracker.recovery.days import day_number
from tracker.recovery.sentence import say
from tracker.store import photos, recoveries, statuses, trail
from tracker.store.base import public_id
from tracker.store.blobs import Blobs, StoreTrouble
from tracker.store.database import together, writing
from tracker.store.given import Given
from tracker.store.photos import IMAGE, SMALL, PhotoRow, files_of
from tracker.store.rows import add_row

MOST_A_DAY = 4
MOST_MEGABYTES = 20
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
SEEN = "photo seen"
ONE_LOOK = timedelta(minutes=30)
"""A page shows the same photo small and large: within this time it is one look in the trail."""
log = logging.getLogger(__name__)

_WORDS = {
    Fault.KIND: say("This is not a photo that we can read. Please send a JPEG, PNG, WebP or "
                    "HEIC."),
    Fault.BROKEN: say("This photo is damaged or did not arrive whole. Please try again, or take "
                      "another one."),
    Fault.PIXELS: say("This photo has too many pixels. Please take it with your camera's normal "
                      "setting."),
    Fault.SMALL: say("This photo is too small to see anything. Please take another one."),
    Fault.BUSY: say("Many photos are coming in just now. Please try again in a minute."),
}
_FULL = say("There are %(most)s photos of today already. Remove one first.", most=MOST_A_DAY)
_STUCK = say("We cannot keep photos just now. Your answers are safe. Please try again later.")


@dataclass(frozen=True)
class Added:
    """What came of sending a photo."""

    name: str
    day: int
    repeated: bool = False


def add_photo(
    session: Session, viewer: Viewer, blobs: Blobs, recovery_id: str, data: bytes, *,
    key: str | None = None, now: datetime,
) -> Added:
    """Check, clean and keep a photo of today's skin; `key` names the form that brought it.

    Raises NotFound, or Refused with a reason for the field "photo".
    """
    row = _own(session, viewer, recovery_id)
    if before := _before(session, row, key):
        return before
    _room(session, row, now)
    if not data:
        raise Refused({"photo": say("Choose a photo first.")})
    if len(data) > MOST_BYTES:
        raise Refused({"photo": say("This photo is too large. It may have up to %(size)s MB.",
                                    size=MOST_MEGABYTES)})
    session.commit()  # no transaction stays open while the picture is being read
    try:
        picture = prepare(data)
    except NotTaken as refused:
        raise Refused({"photo": _WORDS[refused.fault]}) from refused
    return keep_photo(session, viewer, blobs, recovery_id, picture, key=key, now=now)


def keep_photo(
    session: Session, viewer: Viewer, blobs: Blobs, recovery_id: str, picture: Picture, *,
    key: str | None = None, now: datetime,
) -> Added:
    """Keep a clean picture: its files first, then the row. Raises as `add_photo` does."""
    name = public_id()
    try:
        for file, content in zip(files_of(name), (picture.image, picture.small), strict=True):
            blobs.put(file, content)
        added = _write_row(session, viewer, recovery_id, picture, name, key, now)
    except StoreTrouble as error:
        discard(blobs, [name])
        log.error("the photo store fails: %s", error)
        raise Refused({"photo": _STUCK}) from error
    except BaseException:
        discard(blobs, [name])
        raise
    if added.repeated:
        discard(blobs, [name])
    return added


def _write_row(
    session: Session, viewer: Viewer, recovery_id: str, picture: Picture, name: str,
    key: str | None, now: datetime,
) -> Added:
    with writing(session):
        row = recoveries.held(session, recovery_id)
        if row is None or row.patient_id != viewer.patient_id:
            raise NotFound(recovery_id)
        if before := _before(session, row, key):
            return before
        day = _room(session, row, now)
        with together(session):
            add_row(session, PhotoRow, {
                "clinic_id": row.clinic_id, "patient_id": row.patient_id, "recovery_id": row.id,
                "name": name, "day": day, "width": picture.width, "height": picture.height,
                "made_at": now, "made_by": viewer.person_id, "sent_key": key, "colour": None,
            })
            statuses.write_status(session, row, {"photo_asked_at": None})
            trail.did(session, viewer, "photo added", now, patient_id=row.patient_id,
                      recovery_id=row.id, detail=f"day {day}")
    return Added(name, day)


def _own(session: Session, viewer: Viewer, recovery_id: str) -> Given:
    row = recoveries.recovery(session, recovery_id)
    if row is None or row.patient_id != viewer.patient_id:
        raise NotFound(recovery_id)
    return row


def _before(session: Session, row: Given, key: str | None) -> Added | None:
    sent = photos.sent_before(session, row.id, key) if key else None
    return Added(sent.name, sent.day, repeated=True) if sent else None


def _room(session: Session, row: Given, now: datetime) -> int:
    """Today as a day of the recovery, if it can take another photo. Raises Refused."""
    today = day_number(row.treated_at, now, row.zone)
    if not 0 <= today <= FOLLOWED_DAYS:
        raise Refused({"photo": say("Photos can be sent from the day of your treatment on, for "
                                    "%(days)s days.", days=FOLLOWED_DAYS)})
    if photos.number_on(session, row.id, today) >= MOST_A_DAY:
        raise Refused({"photo": _FULL})
    return today


def photos_of(session: Session, recovery_id: str) -> Sequence[PhotoRow]:
    """All photos of a recovery that was read already, by day; nothing of the pictures is seen."""
    return photos.of_recovery(session, recovery_id)


def find_photo(session: Session, name: str, recovery_id: str | None = None) -> PhotoRow:
    """A photo's row. Raises NotFound, also where a recovery is named that it is not of."""
    row = photos.photo(session, name)
    if row is None or recovery_id not in (None, row.recovery_id):
        raise NotFound(name)
    return row


def read_photo(
    session: Session, viewer: Viewer, blobs: Blobs, name: str, *, small: bool = False,
    recovery_id: str | None = None, now: datetime,
) -> bytes:
    """A photo's JPEG; leaves an audit row, one for repeated looks within half an hour.

    Raises NotFound, also where a recovery is named that it is not of, and StoreTrouble.
    """
    row = find_photo(session, name, recovery_id)
    seen = f"day {row.day}, photo {row.id}"
    if not trail.looked_since(session, viewer, SEEN, now - ONE_LOOK, recovery_id=row.recovery_id,
                              detail=seen):
        trail.looked(session, viewer, SEEN, now, patient_id=row.patient_id,
                     recovery_id=row.recovery_id, detail=seen)
    session.commit()
    return stored_picture(blobs, row, small=small)


def stored_picture(blobs: Blobs, row: PhotoRow, *, small: bool = False) -> bytes:
    """The JPEG of a row. Raises NotFound where the file is lost, and StoreTrouble."""
    try:
        return blobs.get(row.name + (SMALL if small else IMAGE))
    except (KeyError, InvalidToken) as error:
        log.error("photo %s: %s", row.id,
                  "its file is gone" if isinstance(error, KeyError) else "no key reads its file")
        raise NotFound(row.name) from error


def remove_photo(
    session: Session, viewer: Viewer, blobs: Blobs, name: str, *, now: datetime
) -> PhotoRow:
    """Remove one's own photo of today; returns what it was. Raises NotFound, Refused."""
    with writing(session):
        row = photos.photo(session, name, held=True)
        if row is None or row.patient_id != viewer.patient_id:
            raise NotFound(name)
        recovery = recoveries.recovery(session, row.recovery_id)
        if recovery is None or day_number(recovery.treated_at, now, recovery.zone) != row.day:
            raise Refused({"": say("Only photos of today can be removed. Ask your clinic about "
                                   "older ones.")})
        photos.remove(session, name)
        trail.did(session, viewer, "photo removed", now, patient_id=row.patient_id,
                  recovery_id=row.recovery_id, detail=f"day {row.day}, photo {row.id}")
    discard(blobs, [name])
    return row


def erase_photos(session: Session, patient_id: str) -> list[str]:
    """Remove the rows of all photos of a patient, in the caller's own transaction.

    Returns the photos' names, to be given to `discard` once that transaction is committed; where
    that is missed, the sweep removes the files.
    """
    return photos.remove_of_patient(session, patient_id)


def discard(blobs: Blobs, names: Iterable[str]) -> None:
    """Remove the files of photos without rows. Never fails: the sweep takes what is left."""
    try:
        for name in names:
            blobs.delete(files_of(name))
    except StoreTrouble as error:
        log.error("files of removed photos are left to the sweep: %s", error)
