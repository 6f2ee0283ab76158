"""Adding what a file told, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.importing.people import Newcomer
from tracker.care.patients import columns_of
from tracker.care.recoveries import new_row, new_status
from tracker.care.viewer import Viewer
from tracker.store import alarms, trail
from tracker.store.base import public_id
from tracker.store.database import together
from tracker.store.given import Given
from tracker.store.health import Patient, RecoveryRow

WHY_SILENT = "Imported, no entry yet"
"""What the list says of an imported treatment until its first check-in."""


def write(
    session: Session, viewer: Viewer, newcomers: Sequence[Newcomer], now: datetime
) -> None:
    """Add patients and treatments. No screening is made up: none was answered here.

    The importer stands as who recorded the treatments; the trail says that they were imported.
    """
    people = [Patient(id=public_id(), clinic_id=viewer.clinic_id, created_at=now,
                      cold_sores=one.cold_sores, **columns_of(one.who)) for one in newcomers]
    session.add_all(people)
    session.flush()
    accepted = alarms.clinic(session, viewer.clinic_id).false_alerts
    rows = [(patient, new_row(viewer, patient, told, accepted, now))
            for patient, one in zip(people, newcomers, strict=True) for _, told in one.treatments]
    session.add_all(RecoveryRow(**row._asdict()) for _, row in rows)
    session.flush()
    for patient, row in rows:
        status = new_status(session, row, patient)
        status.reason = WHY_SILENT
        session.add(status)
    session.flush()
    _record(session, viewer, people, [row for _, row in rows], now)


def _record(
    session: Session, viewer: Viewer, people: Sequence[Patient], rows: Sequence[Given],
    now: datetime,
) -> None:
    with together(session):
        for patient in people:
            trail.did(session, viewer, "patient added", now, patient_id=patient.id,
                      detail="imported")
        for row in rows:
            trail.did(session, viewer, "treatment recorded", now, patient_id=row.patient_id,
                      recovery_id=row.id, detail="imported, screening not recorded here")
