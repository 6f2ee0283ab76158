"""A file looked at before anything is kept, and kept whole or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.care.importing.people import Fault, Found, people_of
from tracker.care.importing.table import rows_of, text_of
from tracker.care.importing.writing import write
from tracker.care.own_seals import seal, unseal
from tracker.care.viewer import Refused, Viewer
from tracker.store import alarms, recoveries, trail
from tracker.store.database import writing

HOLDS = timedelta(hours=2)
PURPOSE = "import"
AGAIN = "This preview is too old, or was made by somebody else. Please choose the file again."


def preview(
    session: Session, viewer: Viewer, content: bytes, *, now: datetime
) -> tuple[Found, str]:
    """What a file tells and what is wrong in it, and the file sealed, to be sent back to import it.

    Nothing of it is kept here; the trail tells that there was a look. Raises Refused where the
    file as a whole cannot be read.
    """
    text = text_of(content)
    found = _looked_at(session, viewer, text, now)
    trail.looked(session, viewer, "import looked at", now, detail=_counted(found))
    return found, seal(viewer, PURPOSE, text, now)


def look_again(session: Session, viewer: Viewer, given: str, *, now: datetime) -> Found:
    """What a sealed file tells now. Raises Refused."""
    return _looked_at(session, viewer, _unseal(viewer, given, now), now)


def carry_out(session: Session, viewer: Viewer, given: str, *, now: datetime) -> Found:
    """Add everybody with their treatments, all of them or nobody; returns what was added.

    Raises Refused: "file" where the seal does not hold, "" where rows are wrong by now.
    """
    text = _unseal(viewer, given, now)
    try:
        with writing(session):
            found = _looked_at(session, viewer, text, now)
            if found.faults:
                raise Refused({"": "Nothing was imported."})
            write(session, viewer, found.newcomers, now)
            trail.did(session, viewer, "patients imported", now, detail=_counted(found))
    except IntegrityError as error:
        # Somebody added one of them in between.
        raise Refused({"": "Nothing was imported."}) from error
    return found


def _looked_at(session: Session, viewer: Viewer, text: str, now: datetime) -> Found:
    zone = alarms.clinic(session, viewer.clinic_id).zone
    found = people_of(rows_of(text), zone, now)
    addresses = {one.who.email: one.row for one in found.newcomers}
    here = [Fault(addresses[known], "email", "This address is a patient's here already.")
            for known in recoveries.known_addresses(session, list(addresses))]
    return Found(found.newcomers, sorted((*found.faults, *here), key=lambda fault: fault.row))


def _counted(found: Found) -> str:
    return (f"{len(found.newcomers)} patients, {found.treatments} treatments, "
            f"{len(found.faults)} faults")


def _unseal(viewer: Viewer, given: str, now: datetime) -> str:
    text = unseal(viewer, PURPOSE, given, HOLDS, now)
    if text is None:
        raise Refused({"file": AGAIN})
    return text
