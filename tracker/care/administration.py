"""Adding clinics and staff."""

from __future__ import annotations

import secrets
from zoneinfo import available_timezones

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from tracker.care.patients import normal_email
from tracker.care.viewer import Refused
from tracker.store import people_queries
from tracker.store.database import writing
from tracker.store.people import Clinic, Person
from tracker.store.scope import EVERYBODY, set_scope


def hashed(password: str) -> str:
    """A password as it is kept (Argon2id, 19 MiB, two passes). Raises Refused when too short."""
    if len(password) < 10:
        raise Refused({"password": "The password needs at least 10 characters."})
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(password)


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
