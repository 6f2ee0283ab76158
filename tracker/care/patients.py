"""Adding patients, finding them, and inviting them to sign in."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.days import known_zones
from tracker.recovery.sentence import say
from tracker.recovery.treatment import FITZPATRICK
from tracker.store import (
    alarms,
    outbox,
    people_queries,
    recoveries,
    reminder_queries,
    statuses,
    trail,
)
from tracker.store.database import writing
from tracker.store.health import Patient
from tracker.store.people import PATIENT, Invitation, Person
from tracker.translations import SOURCE, languages

INVITATION_LASTS = timedelta(days=14)
PAGE = 50


@dataclass(frozen=True)
class NewPatient:
    """What a clinician enters about somebody new."""

    name: str
    email: str
    born_on: date | None
    fitzpatrick: int
    language: str
    zone: str


def name_key(name: str) -> str:
    """A name as it is searched for: without case and accents."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()[:120]


def family_key(name: str) -> str:
    """The same from the last word on: Nair Priya for Priya Nair."""
    first, _, last = name_key(name).rpartition(" ")
    return f"{last} {first}".strip()


def normal_email(email: str) -> str:
    """An address in its one stored form. Raises ValueError when it is not an address."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False,
                                 test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(say("This does not look like an e-mail address.")) from error
    return unicodedata.normalize("NFKC", checked.normalized).casefold()


def add_patient(session: Session, viewer: Viewer, new: NewPatient, *, now: datetime) -> str:
    """Add a patient to the viewer's clinic; returns the patient's id. Raises Refused."""
    errors = faults(new, now)
    if errors:
        raise Refused(errors)
    patient = Patient(clinic_id=viewer.clinic_id, created_at=now, **columns_of(new))
    with _unique_address(), writing(session):
        session.add(patient)
        session.flush()
        trail.did(session, viewer, "patient added", now, patient_id=patient.id)
        return patient.id


def correct_patient(
    session: Session, viewer: Viewer, patient_id: str, new: NewPatient, *, now: datetime
) -> None:
    """Correct what was entered about a patient. Treatments keep the skin type and zone they had.

    A corrected address ends the invitations that went to the old one. Raises NotFound, or Refused:
    an address with which the patient signs in already is theirs.
    """
    errors = faults(new, now)
    if errors:
        raise Refused(errors)
    with _unique_address(), writing(session):
        patient = recoveries.held_patient(session, patient_id)
        if patient is None:
            raise NotFound(patient_id)
        columns = columns_of(new)
        if columns["email"] != patient.email and patient.person_id is not None:
            if people_queries.signs_in(session, patient.person_id):
                raise Refused({"email": "The patient signs in with this address already."})
            # Whatever went to the old address, links for a new password too, opens nothing now.
            accounts.end_everything(session, session.get_one(Person, patient.person_id), now=now)
            people_queries.readdress(session, patient.person_id, str(columns["email"]))
        for name, value in columns.items():
            setattr(patient, name, value)
        reminder_queries.moved(session, patient_id, patient.zone, now)
        for status in statuses.statuses_of(session, patient_id):
            status.patient_name = patient.name
            status.name_key, status.family_key = patient.name_key, patient.family_key
        trail.did(session, viewer, "patient corrected", now, patient_id=patient.id)


def columns_of(new: NewPatient) -> dict[str, Any]:
    """What is stored of somebody, with the keys by which they are found."""
    return {
        "name": new.name.strip(), "name_key": name_key(new.name),
        "family_key": family_key(new.name), "email": normal_email(new.email),
        "born_on": new.born_on, "fitzpatrick": new.fitzpatrick, "language": new.language,
        "zone": new.zone,
    }


@contextmanager
def _unique_address() -> Iterator[None]:
    """The database decides who was first; the other one is told beside the field."""
    try:
        yield
    except IntegrityError as error:
        raise Refused({"email": "This address is in use already."}) from error


def faults(new: NewPatient, now: datetime) -> dict[str, str]:
    """What is wrong with what was typed, for each field."""
    errors: dict[str, str] = {}
    if not new.name.strip() or len(new.name) > 120 or not new.name.isprintable():
        errors["name"] = "Please give a name of at most 120 characters."
    try:
        normal_email(new.email)
    except ValueError as error:
        errors["email"] = error.args[0]
    if new.born_on is not None and not date(1900, 1, 1) <= new.born_on <= now.date():
        errors["born_on"] = "This date of birth cannot be right."
    if new.fitzpatrick not in FITZPATRICK:
        errors["fitzpatrick"] = "Please choose a skin type."
    if new.language not in languages():
        errors["language"] = "Please choose a language."
    if new.zone not in known_zones():
        errors["zone"] = "This is not a time zone we know, for example Europe/Berlin."
    return errors


def find_patients(
    session: Session, viewer: Viewer, name: str = "", after: str | None = None, *, now: datetime
) -> Sequence[Patient]:
    """The clinic's patients by name, a page and one more, from the patient `after` on.

    Leaves an audit row. Raises NotFound.
    """
    last = recoveries.patient(session, after) if after else None
    if after and last is None:
        raise NotFound(after)
    place = (last.name_key, last.id) if last else None
    found = recoveries.patients_like(session, name_key(name), place, PAGE + 1)
    trail.looked(session, viewer, "patients searched" if name else "patients listed", now)
    return found


def invite_patient(
    session: Session, viewer: Viewer, patient_id: str, *, now: datetime
) -> tuple[str, ...]:
    """Mail the patient a link to set up sign-in; returns the mails to wake the sender for.

    An earlier invitation stops working. Raises NotFound, or Refused when the patient signs in
    already or the address belongs to another account.
    """
    with writing(session):
        # Held, so that a second click waits and finds the account of the first.
        patient = recoveries.held_patient(session, patient_id)
        if patient is None:
            raise NotFound(patient_id)
        person = people_queries.person_by_email(session, patient.email)
        if person is not None and patient.person_id != person.id:
            raise Refused({"": "This address already belongs to another account."})
        if person is not None and people_queries.signs_in(session, person.id):
            raise Refused({"": "This patient has already set up sign-in."})
        if person is None:
            person = _new_person(session, patient)
            patient.person_id = person.id
        people_queries.void_invitations(session, person.id, now)
        mail = queue_invitation(session, person, "invitation", now=now, patient_id=patient.id,
                                language=patient.language)
        trail.did(session, viewer, "patient invited", now, patient_id=patient.id)
    return (mail,)


def _new_person(session: Session, patient: Patient) -> Person:
    person = Person(clinic_id=patient.clinic_id, email=patient.email, name=patient.name,
                    active=True, fs_uniquifier=secrets.token_hex(32),
                    roles=[people_queries.role(session, PATIENT)])
    session.add(person)
    session.flush()
    return person


def queue_invitation(
    session: Session, person: Person, template: str, *, now: datetime,
    patient_id: str | None = None, language: str = SOURCE,
) -> str:
    """Mail somebody a link to set up sign-in; returns the mail's Message-ID.

    In the caller's transaction, which voids earlier ones.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(clinic_id=person.clinic_id, patient_id=patient_id, person_id=person.id,
                   token_hash=token_hash(token), sent_at=now, expires_at=now + INVITATION_LASTS)
    )
    return outbox.queue_mail(
        session, clinic_id=person.clinic_id, recipient=person.email,
        recipient_name=person.name, template=template,
        context={"path": f"/invitation/{token}", "language": language,
                 "clinic": alarms.clinic(session, person.clinic_id).name},
        now=now,
    )


def token_hash(token: str) -> str:
    """What is stored of a secret link: useless to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(session: Session, token: str, *, now: datetime) -> Person | None:
    """The invited person, or None when the link is unknown, used or expired. Changes nothing."""
    return people_queries.invited_person(session, token_hash(token), now)


def invited_language(session: Session, person: Person) -> str:
    """The language that the clinic wrote down for the invited person; staff read English."""
    return people_queries.language_of(session, person.id) or SOURCE


def accept_invitation(
    session: Session, token: str, password_hash: str | None, *, now: datetime
) -> Person | None:
    """Set the password, where one was chosen, and use the invitation up; None when it no longer
    holds.

    Whatever opened the account before ends, as with any new password.
    """
    with writing(session):
        person = people_queries.invited_person(session, token_hash(token), now)
        if person is None or not people_queries.use_invitation(session, token_hash(token), now):
            return None
        person.password, person.set_up_at = password_hash, now
        accounts.end_everything(session, person, now=now)
        trail.record(session, clinic_id=person.clinic_id, person_id=person.id, now=now,
                     action="sign-in set up")
        return person
