"""Working an alert: acknowledge, note, resolve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.judging import list_values
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.timeline import load_timeline
from tracker.store import alarms, entries, recoveries, trail
from tracker.store.alerts import Alert, Note
from tracker.store.database import writing
from tracker.store.health import RecoveryRow

OUTCOMES = {
    "expected_healing": "Expected healing",
    "confirmed": "Complication confirmed, treated here",
    "referred": "Referred",
    "other": "Something else",
}
NOTE_LENGTH = 4000


def acknowledge(
    session: Session, viewer: Viewer, recovery_id: str, *, now: datetime
) -> None:
    """Take all that is open of a recovery: from now on this clinician has it.

    Taking it twice changes nothing. Raises NotFound.
    """
    with writing(session):
        desk = _desk(session, recovery_id)
        fresh = [a for a in desk.alerts if a.resolved_at is None and a.acknowledged_at is None]
        for alert in fresh:
            alert.acknowledged_at, alert.acknowledged_by = now, viewer.person_id
        if fresh:
            _tell(session, viewer, desk, "alert acknowledged", fresh, now)


def resolve(
    session: Session, viewer: Viewer, recovery_id: str, alert_id: int, outcome: str,
    *, now: datetime,
) -> None:
    """Close an alert with its outcome, and all open ones of its kind with it.

    Raises NotFound, or Refused for an unknown outcome.
    """
    if outcome not in OUTCOMES:
        raise Refused({"outcome": "Please choose an outcome."})
    with writing(session):
        desk = _desk(session, recovery_id)
        closing = desk.episode(alert_id)
        for alert in closing:
            if alert.acknowledged_at is None:
                alert.acknowledged_at, alert.acknowledged_by = now, viewer.person_id
            alert.resolved_at, alert.resolved_by, alert.outcome = now, viewer.person_id, outcome
        if closing:
            _tell(session, viewer, desk, "alert resolved", closing, now)


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


@dataclass(frozen=True)
class _Desk:
    """A recovery being worked on, held: no entry and no colleague comes in between."""

    row: RecoveryRow
    alerts: Sequence[Alert]

    def episode(self, alert_id: int) -> list[Alert]:
        """The open alerts of the same kind, whatever their level: they are one illness.

        Raises NotFound.
        """
        kind = next((alert.kind for alert in self.alerts if alert.id == alert_id), None)
        if kind is None:
            raise NotFound(alert_id)
        return [a for a in self.alerts if a.kind == kind and a.resolved_at is None]


def _desk(session: Session, recovery_id: str) -> _Desk:
    row = recoveries.held(session, recovery_id, None)
    if row is None:
        raise NotFound(recovery_id)
    return _Desk(row, alarms.alerts_of(session, recovery_id))


def _tell(
    session: Session, viewer: Viewer, desk: _Desk, action: str, touched: Sequence[Alert],
    now: datetime,
) -> None:
    """Bring the list row up to date and leave the step in the trail."""
    recovery = entries.as_recovery(desk.row, entries.current_entries(session, desk.row.id))
    timeline = load_timeline(desk.row.modality)
    recoveries.write_status(session, desk.row,
                            list_values(session, desk.alerts, recovery, timeline))
    trail.record(session, clinic_id=desk.row.clinic_id, person_id=viewer.person_id, now=now,
                 action=action, patient_id=desk.row.patient_id, recovery_id=desk.row.id,
                 detail="alert " + ", ".join(str(alert.id) for alert in touched))
