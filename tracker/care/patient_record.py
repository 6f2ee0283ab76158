"""One patient's record as the clinic sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care import erasure
from tracker.care.erasure import Wish
from tracker.care.viewer import NotFound, Viewer
from tracker.store import people_queries, recoveries, trail
from tracker.store.given import Given
from tracker.store.health import Patient


@dataclass(frozen=True)
class PatientRecord:
    """A patient, their treatments, whether they can sign in, whether they asked to be erased, and
    whether the viewer decides about that."""

    patient: Patient
    recoveries: Sequence[Given]
    signs_in: bool
    wish: Wish | None
    decides: bool


def read_patient(
    session: Session, viewer: Viewer, patient_id: str, *, now: datetime
) -> PatientRecord:
    """One patient; leaves an audit row. Raises NotFound."""
    patient = recoveries.patient(session, patient_id)
    if patient is None:
        raise NotFound(patient_id)
    signs_in = patient.person_id is not None and people_queries.signs_in(
        session, patient.person_id)
    treatments = recoveries.recoveries_of(session, patient_id)
    trail.looked(session, viewer, "patient seen", now, patient_id=patient.id)
    return PatientRecord(patient, treatments, signs_in, erasure.request_of(session, patient.id),
                         erasure.may_decide(session, viewer))
