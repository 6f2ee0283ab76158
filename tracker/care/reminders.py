"""What a patient chooses about reminders, and what the links in a reminder's mail do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.patients import token_hash
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery import reminding
from tracker.recovery.sentence import say
from tracker.store import people_queries, recoveries, trail
from tracker.store import reminder_queries as queries
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.reminders import Reminder, ReminderChoice
from tracker.store.scope import EVERYBODY, set_scope


@dataclass(frozen=True)
class Chosen:
    """What a patient chose, and the zone in which the hour is meant; asked: whether they chose."""

    asked: bool
    active: bool
    hour: int
    zone: str
    email: str


@dataclass(frozen=True)
class TodaysLink:
    """What a reminder's link opens: the check-in of one recovery for one person."""

    person: Person
    recovery_id: str


def chosen(session: Session, viewer: Viewer) -> Chosen:
    """The patient's choice. Raises NotFound where the viewer is no patient."""
    if viewer.patient_id is None:
        raise NotFound("no patient")
    patient = recoveries.patient(session, viewer.patient_id)
    if patient is None:
        raise NotFound(viewer.patient_id)
    row = queries.choice(session, viewer.patient_id)
    return Chosen(row is not None, row is not None and row.active,
                  row.hour if row else reminding.USUAL_HOUR, patient.zone, patient.email)


def choose(session: Session, viewer: Viewer, hour: int | None, *, now: datetime) -> None:
    """Remind at this hour of the patient's own day from the next time on; None: never.

    Raises NotFound, or Refused for an hour that no clock shows.
    """
    if hour is not None and hour not in reminding.HOURS:
        raise Refused({"hour": say("Please choose an hour.")})
    with writing(session):
        patient = (recoveries.held_patient(session, viewer.patient_id)
                   if viewer.patient_id else None)
        if patient is None:
            raise NotFound(viewer.patient_id or "no patient")
        row = queries.choice(session, patient.id, held=True)
        if row is None:
            row = ReminderChoice(clinic_id=patient.clinic_id, patient_id=patient.id,
                                 hour=reminding.USUAL_HOUR)
            session.add(row)
        row.active, row.chosen_at = hour is not None, now
        row.hour = row.hour if hour is None else hour
        row.next_at = (None if hour is None
                       else reminding.next_due(hour, patient.zone, now))
        if hour is None:
            _end_links(session, patient.id, patient.person_id, now)
        trail.did(session, viewer, "reminders off" if hour is None else "reminders on", now,
                  patient_id=patient.id)


def _end_links(session: Session, patient_id: str, person_id: int | None, now: datetime) -> None:
    queries.end_links(session, patient_id, now)
    if person_id is not None:
        people_queries.end_link_sign_ins(session, person_id, now)


def can_unsubscribe(session: Session, token: str) -> bool:
    """Whether this is an unsubscribe link of ours. Changes nothing."""
    set_scope(session, EVERYBODY)
    return queries.of_unsubscribe(session, token_hash(token)) is not None


def mailed_language(session: Session, token: str) -> str | None:
    """The language of whoever got the mail with this unsubscribe link. Changes nothing."""
    set_scope(session, EVERYBODY)
    mailed = queries.of_unsubscribe(session, token_hash(token))
    patient = recoveries.patient(session, mailed.patient_id) if mailed else None
    return patient.language if patient else None


def unsubscribe(session: Session, token: str, *, now: datetime) -> bool:
    """End the reminders of whoever got the mail with this link; False where it is none of ours.

    Their other links end too. Following it again changes nothing more.
    """
    set_scope(session, EVERYBODY)
    with writing(session):
        mailed = queries.of_unsubscribe(session, token_hash(token))
        if mailed is None:
            return False
        row = queries.choice(session, mailed.patient_id, held=True)
        patient = recoveries.patient(session, mailed.patient_id)
        if row is not None and row.active and patient is not None:
            row.active, row.chosen_at, row.next_at = False, now, None
            _end_links(session, patient.id, patient.person_id, now)
            trail.record(session, clinic_id=row.clinic_id, person_id=None, now=now,
                         action="reminders off", patient_id=patient.id, detail="by the mail's link")
        return True


def todays_link(session: Session, token: str, *, now: datetime) -> TodaysLink | None:
    """What a link opens; None where it is unknown, too old or ended. Changes nothing."""
    set_scope(session, EVERYBODY)
    found = queries.opened_by(session, token_hash(token), now)
    return None if found is None else _opened(*found)


def follow_link(session: Session, token: str, *, now: datetime) -> TodaysLink | None:
    """The same, with its row in the trail."""
    set_scope(session, EVERYBODY)
    with writing(session):
        found = queries.opened_by(session, token_hash(token), now)
        if found is None:
            return None
        mailed, person = found
        trail.record(session, clinic_id=mailed.clinic_id, person_id=person.id, now=now,
                     action="reminder followed", patient_id=mailed.patient_id,
                     recovery_id=mailed.recovery_id)
        return _opened(mailed, person)


def _opened(mailed: Reminder, person: Person) -> TodaysLink:
    return TodaysLink(person, mailed.recovery_id)
