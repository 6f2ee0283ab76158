"""Working an alert: acknowledge, note, resolve."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.judging import refresh_status
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store import alarms, recoveries, trail
from tracker.store.alerts import Alert, Note
from tracker.store.database import writing

OUTCOMES = {
    "expected_healing": "Expected healing",
    "confirmed": "Complication confirmed, treated here",
    "referred": "Referred",
    "other": "Something else",
}
NOTE_LENGTH = 4000


def acknowledge(
    session: Session, viewer: Viewer, recovery_id: str, alert_id: int, *, now: datetime
) -> None:
    """Take an alert: from now on this clinician has it. Taking it twice changes nothing.

    Raises NotFound.
    """
    with writing(session):
        alert = _alert(session, recovery_id, alert_id)
        if alert.acknowledged_at is None:
            alert.acknowledged_at, alert.acknowledged_by = now, viewer.person_id
            _tell(session, viewer, alert, "alert acknowledged", now)


def resolve(
    session: Session, viewer: Viewer, recovery_id: str, alert_id: int, outcome: str,
    *, now: datetime,
) -> None:
    """Close an alert with its outcome. Raises NotFound, or Refused for an unknown outcome."""
    if outcome not in OUTCOMES:
        raise Refused({"outcome": "Please choose an outcome."})
    with writing(session):
        alert = _alert(session, recovery_id, alert_id)
        if alert.resolved_at is not None:
            return
        if alert.acknowledged_at is None:
            alert.acknowledged_at, alert.acknowledged_by = now, viewer.person_id
        alert.resolved_at, alert.resolved_by, alert.outcome = now, viewer.person_id, outcome
        _tell(session, viewer, alert, "alert resolved", now)


def add_note(
    session: Session, viewer: Viewer, recovery_id: str, text: str, *, now: datetime
) -> None:
    """Add a clinician's note. Raises NotFound, or Refused for an empty or overlong text."""
    text = text.strip()
    if not text or len(text) > NOTE_LENGTH or "\0" in text:
        raise Refused({"text": f"Please write between 1 and {NOTE_LENGTH} characters."})
    with writing(session):
        row = recoveries.recovery(session, recovery_id)
        if row is None:
            raise NotFound(recovery_id)
        session.add(
            Note(clinic_id=row.clinic_id, patient_id=row.patient_id, recovery_id=row.id,
                 text=text, made_at=now, made_by=viewer.person_id)
        )
        trail.record(session, clinic_id=row.clinic_id, person_id=viewer.person_id, now=now,
                     action="note added", patient_id=row.patient_id, recovery_id=row.id)


def _alert(session: Session, recovery_id: str, alert_id: int) -> Alert:
    alert = alarms.alert(session, recovery_id, alert_id)
    if alert is None:
        raise NotFound(recovery_id)
    return alert


def _tell(session: Session, viewer: Viewer, alert: Alert, action: str, now: datetime) -> None:
    """Bring the list row up to date and leave the step in the trail."""
    session.flush()
    status = recoveries.status(session, alert.recovery_id)
    assert status is not None  # noqa: S101  every recovery has its status row
    refresh_status(status, alarms.alerts_of(session, alert.recovery_id), None, None, viewer.name)
    trail.record(session, clinic_id=alert.clinic_id, person_id=viewer.person_id, now=now,
                 action=action, patient_id=alert.patient_id, recovery_id=alert.recovery_id,
                 detail=f"alert {alert.id}")
