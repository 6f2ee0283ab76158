"""One recovery for the record or a referral."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.reading import RecoveryPage, gather
from tracker.care.viewer import Viewer
from tracker.store import alarms, trail
from tracker.store.people import Clinic


@dataclass(frozen=True)
class Report:
    """One recovery for the record or a referral; free text stands in it only `with_notes`."""

    page: RecoveryPage
    clinic: Clinic
    made_by: str
    at: datetime
    with_notes: bool


def report_on(
    session: Session, viewer: Viewer, recovery_id: str, *, with_notes: bool, now: datetime
) -> Report:
    """What is handed out about one recovery; leaves an audit row. Raises NotFound."""
    page = gather(session, viewer, recovery_id, None, now)
    trail.looked(session, viewer, "report made", now, patient_id=page.patient.id,
                 recovery_id=page.row.id, detail="with notes" if with_notes else "")
    return Report(page, alarms.clinic(session, page.row.clinic_id), viewer.name, now, with_notes)
