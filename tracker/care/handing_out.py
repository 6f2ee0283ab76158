"""Patients by themselves, as other systems are handed them: who they are, nothing of their skin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.own_data import handed_out
from tracker.care.viewer import NotFound, Viewer
from tracker.store import alarms, recoveries, trail
from tracker.store.health import Patient
from tracker.store.people import Clinic


def patient_alone(
    session: Session, viewer: Viewer, patient_id: str, form: str, *, now: datetime
) -> Patient:
    """One patient; leaves an audit row. Raises NotFound."""
    found = recoveries.patient(session, patient_id)
    if found is None:
        raise NotFound(patient_id)
    handed_out(session, viewer, found.id, form, "Patient", now=now)
    return found


def patients_from(
    session: Session, viewer: Viewer, after: str, many: int, form: str, *, now: datetime
) -> Sequence[Patient]:
    """Everybody whom the viewer may see, by id from the one after `after` on; leaves a row."""
    found = recoveries.patients_from(session, after, many)
    if viewer.is_patient:
        handed_out(session, viewer, viewer.patient_id or "", form, "Patient", now=now)
    else:
        trail.looked(session, viewer, "patients listed", now, detail=form)
    return found


def own_clinic(session: Session, viewer: Viewer, clinic_id: int) -> Clinic:
    """The viewer's clinic, which everybody of it may know. Raises NotFound for another."""
    if clinic_id != viewer.clinic_id:
        raise NotFound(str(clinic_id))
    return alarms.clinic(session, clinic_id)
