"""The name by which colleagues, mails and the trail know somebody of the staff, changed by
themselves. A patient's is part of the record: the clinic corrects it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.administration import full_name
from tracker.care.viewer import NotFound, Viewer
from tracker.store import trail
from tracker.store.database import writing
from tracker.store.people import Person


def rename(session: Session, viewer: Viewer, name: str, *, now: datetime) -> None:
    """Change one's own name; what was written under the old one shows the new one.

    The trail keeps both. Raises NotFound for a patient, and Refused.
    """
    if viewer.is_patient:
        raise NotFound(viewer.person_id)
    name = full_name(name)
    with writing(session):
        person = session.get_one(Person, viewer.person_id)
        if person.name == name:
            return
        trail.did(session, viewer, "own name changed", now, detail=f"{person.name} to {name}")
        person.name = name
