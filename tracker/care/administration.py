"""Adding clinics and staff, and closing accounts."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.patients import normal_email
from tracker.care.viewer import Refused
from tracker.store import people_queries
from tracker.store.database import writing
from tracker.store.people import Clinic, Person
from tracker.store.scope import EVERYBODY, set_scope


def add_clinic(session: Session, name: str, phone: str, zone: str) -> int:
    """Add a clinic; returns its number. Raises Refused."""
    if zone not in available_timezones():
        raise Refused({"zone": f"{zone} is not a time zone, for example Europe/Berlin."})
    set_scope(session, EVERYBODY)
    with writing(session):
        clinic = Clinic(name=name, phone=phone, zone=zone)
        session.add(clinic)
        session.flush()
        return clinic.id


def add_staff(
    session: Session, clinic_id: int, email: str, name: str, role: str, password_hash: str,
    *, on_call: bool = False,
) -> int:
    """Add a clinician or manager; returns the person's number. Raises Refused."""
    try:
        address = normal_email(email)
    except ValueError as error:
        raise Refused({"email": str(error)}) from error
    set_scope(session, EVERYBODY)
    with writing(session):
        if session.get(Clinic, clinic_id) is None:
            raise Refused({"clinic": f"There is no clinic {clinic_id}."})
        if people_queries.person_by_email(session, address) is not None:
            raise Refused({"email": f"{address} has an account already."})
        person = Person(clinic_id=clinic_id, email=address, name=name, password=password_hash,
                        active=True, on_call=on_call, fs_uniquifier=secrets.token_hex(32),
                        roles=[people_queries.role(session, role)])
        session.add(person)
        session.flush()
        return person.id


def set_active(session: Session, email: str, active: bool, *, now: datetime) -> None:
    """Close an account, ending all that opens it at once, or open it again. Raises Refused."""
    try:
        address = normal_email(email)
    except ValueError as error:
        raise Refused({"email": str(error)}) from error
    set_scope(session, EVERYBODY)
    with writing(session):
        person = people_queries.person_by_email(session, address)
        if person is None:
            raise Refused({"email": f"{address} has no account."})
        if not active:
            accounts.end_everything(session, person, now=now)
        person.active = active
        accounts.record(session, person, "account opened" if active else "account closed", now=now)
