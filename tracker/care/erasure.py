"""Having everything erased: the patient asks, the clinic answers within thirty days.

The clinic may be bound by law to keep a medical record (GDPR Art. 17(3)(b) and (c)), so its
manager decides; what is carried out cannot be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.patients import name_key
from tracker.care.photos import erase_photos
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store import alarms, duty_queries, erasures, outbox, people_queries, recoveries, trail
from tracker.store.database import writing
from tracker.store.erasures import ErasureRequest
from tracker.store.health import Patient
from tracker.store.people import CLINICIAN, MANAGER

ANSWERED_WITHIN = timedelta(days=30)
REASON_LENGTH = 2000


@dataclass(frozen=True)
class Wish:
    """A patient's newest request as both sides see it; `reason` is the clinic's for refusing."""

    asked_at: datetime
    state: str
    answer_by: datetime
    refused_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Desk:
    """What a manager decides about."""

    patient: Patient
    wish: Wish | None
    treatments: int


def _wish(request: ErasureRequest | None) -> Wish | None:
    if request is None or request.withdrawn_at is not None:
        return None
    return Wish(request.asked_at, "open" if request.open else "refused",
                request.asked_at + ANSWERED_WITHIN, request.refused_at, request.reason or "")


def own_request(session: Session, viewer: Viewer) -> Wish | None:
    """What the signed-in patient asked, and what became of it. Raises NotFound for no patient."""
    if viewer.patient_id is None:
        raise NotFound("no patient")
    return _wish(erasures.newest_request(session, viewer.patient_id))


def ask(session: Session, viewer: Viewer, *, now: datetime) -> tuple[str, ...]:
    """Ask the clinic to erase everything; asking twice changes nothing.

    Returns the mails to wake the sender for. Raises NotFound.
    """
    with writing(session):
        patient = recoveries.held_patient(session, viewer.patient_id or "")
        if patient is None:
            raise NotFound("no patient")
        newest = erasures.newest_request(session, patient.id)
        if newest is not None and newest.open:
            return ()
        session.add(ErasureRequest(clinic_id=patient.clinic_id, patient_id=patient.id,
                                   asked_at=now))
        trail.did(session, viewer, "erasure asked for", now, patient_id=patient.id)
        by = (now + ANSWERED_WITHIN).date().isoformat()
        return tuple(
            _mail(session, patient, *to, "erasure_asked", now, answer_by=by,
                  path=f"/patients/{patient.id}/erasure")
            for to in _deciders(session, patient, now))


def _deciders(session: Session, patient: Patient, now: datetime) -> Sequence[tuple[str, str]]:
    """Address and name of each who answers for the clinic."""
    team = duty_queries.team(session, patient.clinic_id, now)
    return [(one.email, one.name) for one in team.managers or team.to_tell(now)]


def _mail(
    session: Session, patient: Patient, email: str, name: str, template: str, now: datetime,
    **words: str,
) -> str:
    clinic = alarms.clinic(session, patient.clinic_id).name
    return outbox.queue_mail(session, clinic_id=patient.clinic_id, recipient=email,
                             recipient_name=name, template=template,
                             context={"clinic": clinic, **words}, now=now)


def withdraw(session: Session, viewer: Viewer, *, now: datetime) -> None:
    """Take the request back while the clinic has not answered. Raises NotFound."""
    with writing(session):
        patient, request = _open(session, viewer.patient_id or "")
        request.withdrawn_at = now
        trail.did(session, viewer, "erasure no longer asked for", now, patient_id=patient.id)


def waiting(session: Session) -> Sequence[tuple[str, str, datetime]]:
    """Whoever waits for the clinic's answer: id, name, and until when, the most urgent first."""
    return [(number, name, asked_at + ANSWERED_WITHIN)
            for number, name, asked_at in erasures.waiting(session)]


def may_decide(session: Session, viewer: Viewer) -> bool:
    """Whether this person answers for the clinic: a manager; where there is none, every
    clinician."""
    return MANAGER in viewer.roles or (
        CLINICIAN in viewer.roles and not people_queries.managers(session, viewer.clinic_id))


def request_of(session: Session, patient_id: str) -> Wish | None:
    """What a patient of the clinic asked."""
    return _wish(erasures.newest_request(session, patient_id))


def desk(session: Session, viewer: Viewer, patient_id: str, *, now: datetime) -> Desk:
    """What there is to decide about a patient; leaves an audit row. Raises NotFound."""
    patient = recoveries.patient(session, patient_id)
    if patient is None or not may_decide(session, viewer):
        raise NotFound(patient_id)
    trail.looked(session, viewer, "erasure looked at", now, patient_id=patient.id)
    return Desk(patient, request_of(session, patient_id),
                len(recoveries.recoveries_of(session, patient_id)))


def refuse(
    session: Session, viewer: Viewer, patient_id: str, reason: str, *, now: datetime
) -> tuple[str, ...]:
    """Answer that the record must be kept; the patient reads the reason.

    Returns the mail to wake the sender for. Raises NotFound, or Refused where no reason is given.
    """
    reason = reason.replace("\r\n", "\n").strip()
    if not reason or len(reason) > REASON_LENGTH or "\0" in reason:
        raise Refused({"reason": f"Please give a reason (at most {REASON_LENGTH} characters)."})
    with writing(session):
        if not may_decide(session, viewer):
            raise NotFound(patient_id)
        patient, request = _open(session, patient_id)
        request.refused_at, request.refused_by, request.reason = now, viewer.person_id, reason
        trail.did(session, viewer, "erasure refused", now, patient_id=patient.id)
        return (_mail(session, patient, patient.email, patient.name, "erasure_answered", now,
                      path="/your-data", language=patient.language),)


def carry_out(
    session: Session, viewer: Viewer, patient_id: str, typed_name: str, *, now: datetime
) -> list[str]:
    """Erase everything about a patient for good, asked for here or by letter.

    Returns the names of their photos, whose files are to be discarded now. `typed_name` must be the
    patient's name: nobody erases the wrong record by one tap. Raises NotFound or Refused.
    """
    with writing(session):
        patient = erasures.hold(session, patient_id)
        if patient is None or not may_decide(session, viewer):
            raise NotFound(patient_id)
        if name_key(typed_name) != name_key(patient.name):
            raise Refused({"name": "This is not the patient's name."})
        request = erasures.newest_request(session, patient_id)
        asked = request.asked_at if request is not None and request.open else None
        files = erase_photos(session, patient_id)
        erasures.erase(session, patient)
        trail.did(session, viewer, "patient erased", now, patient_id=patient_id,
                  detail=f"asked {asked:%Y-%m-%d}" if asked else "not asked here")
    return files


def _open(session: Session, patient_id: str) -> tuple[Patient, ErasureRequest]:
    """The patient, held, and their open request. Raises NotFound."""
    patient = recoveries.held_patient(session, patient_id)
    request = erasures.newest_request(session, patient_id)
    if patient is None or request is None or not request.open:
        raise NotFound(patient_id)
    return patient, request
