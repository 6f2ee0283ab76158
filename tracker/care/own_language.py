"""A patient's own choice of language: of the pages, and of the mails that they get."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.viewer import NotFound, Viewer
from tracker.store import recoveries, trail
from tracker.store.database import writing
from tracker.translations import languages


def choose_language(session: Session, viewer: Viewer, language: str, *, now: datetime) -> None:
    """Keep the language in the patient's record. Raises NotFound for one that is not offered."""
    if language not in languages() or viewer.patient_id is None:
        raise NotFound(language)
    with writing(session):
        patient = recoveries.held_patient(session, viewer.patient_id)
        if patient is None:
            raise NotFound(viewer.patient_id)
        patient.language = language
        trail.did(session, viewer, "language chosen", now, patient_id=patient.id)
