"""Everything of a patient, for themselves to take away, or for another system to be handed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.care.own_recovery import OwnRecovery, read_own
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.assessment import Flag
from tracker.recovery.days import date_of_day
from tracker.recovery.guidance import Guidance, guide
from tracker.store import alarms, entries, full_recoveries, messages, recoveries, trail
from tracker.store.entries import Written
from tracker.store.full_recoveries import Full, Screened
from tracker.store.given import Given
from tracker.store.health import Patient
from tracker.store.messages import Message
from tracker.store.people import Clinic


@dataclass(frozen=True)
class Course:
    """One treatment: what was answered about it, every version, and what was said."""

    own: OwnRecovery
    versions: Sequence[Written]
    screening: Screened | None
    messages: Sequence[Message]

    def date(self, day: int) -> date:
        """The calendar date of a day, where the patient was treated."""
        return date_of_day(self.own.row.treated_at, day, self.own.row.zone)

    def told(self) -> Iterator[tuple[Written, Guidance]]:
        """Each day's current entry with what it meant when it was sent, by today's timeline."""
        for row in self.own.entries:
            closed = {kind: day for kind, day in self.own.settled.items() if day < row.submitted}
            yield row, guide(self.own.recovery, self.own.assessment, self.own.timeline, row.day,
                             closed)

    @property
    def flags(self) -> Sequence[Flag]:
        """What stood out, by day."""
        return self.own.assessment.flags


@dataclass(frozen=True)
class OwnData:
    """A patient with their treatments, oldest first, as of a moment."""

    patient: Patient
    clinic: Clinic
    courses: Sequence[Course]
    at: datetime


def own_data(session: Session, viewer: Viewer, form: str, *, now: datetime) -> OwnData:
    """All that the signed-in patient may take away; the trail tells in which form.

    Of the clinic only what it recorded of the treatments: its notes are its own to hand out.
    Raises NotFound for who is no patient.
    """
    return record_of(session, viewer, viewer.patient_id or "", form, now=now)


def record_of(
    session: Session, viewer: Viewer, patient_id: str, form: str, what: str = "", *, now: datetime
) -> OwnData:
    """The same of a patient whom the viewer may see: themselves, or one of their clinic.

    `what` says which part is handed out, for the trail. Raises NotFound.
    """
    patient = recoveries.patient(session, patient_id)
    if patient is None:
        raise NotFound(patient_id)
    found = full_recoveries.all_of(session, patient.id)
    courses = [_course(session, full, [one.row for one in found], now) for full in reversed(found)]
    handed_out(session, viewer, patient.id, form, what, now=now)
    return OwnData(patient, alarms.clinic(session, patient.clinic_id), courses, now)


def course_of(
    session: Session, viewer: Viewer, recovery_id: str, form: str, what: str = "", *,
    now: datetime,
) -> OwnData:
    """The same of one treatment alone. Raises NotFound."""
    full = full_recoveries.full_recovery(session, recovery_id)
    patient = recoveries.patient(session, full.patient.id) if full else None
    if full is None or patient is None:
        raise NotFound(recovery_id)
    course = _course(session, full, [full.row], now)
    handed_out(session, viewer, patient.id, form, what, recovery_id=full.row.id, now=now)
    return OwnData(patient, alarms.clinic(session, patient.clinic_id), [course], now)


def _course(
    session: Session, full: Full, treatments: Sequence[Given], now: datetime
) -> Course:
    row = full.row
    return Course(read_own(session, row, treatments, now),
                  entries.all_versions(session, row.id)[::-1],
                  full.screening, messages.messages_of(session, row.id))


def handed_out(
    session: Session, viewer: Viewer, patient_id: str, form: str, what: str = "", *,
    recovery_id: str | None = None, now: datetime,
) -> None:
    """Leave the row of a record, or a part of it, that left the house."""
    if viewer.is_patient:
        trail.looked(session, viewer, f"own data downloaded: {form}", now, detail=what,
                     patient_id=patient_id, recovery_id=recovery_id)
    else:
        trail.looked(session, viewer, "record exported", now, detail=f"{form} {what}".strip(),
                     patient_id=patient_id, recovery_id=recovery_id)
