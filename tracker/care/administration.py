"""Adding clinics and staff, and closing accounts."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care import accounts, clinic_profile
from tracker.care.patients import normal_email
from tracker.care.viewer import Refused
from tracker.store import people_queries
from tracker.store.database import writing
from tracker.store.people import CLINICIAN, Clinic, Person
from tracker.store.scope import EVERYBODY, set_scope

NAME_LENGTH = 120


def add_clinic(
    session: Session, name: str, phone: str, zone: str, *, after_hours_phone: str = "",
    hours: str = "", emergency_number: str = "112",
) -> int:
    """Add a clinic; returns its number. Raises Refused with every fault.

    All of it is shown to patients who seek help, so nothing may be cut off or left empty.
    """
    told = {"name": name, "phone": phone, "after_hours_phone": after_hours_phone, "hours": hours,
            "emergency_number": emergency_number}
    told = {field: " ".join(text.split()) for field, text in told.items()}
    errors = clinic_profile.line_faults({**told, "zone": zone})
    if errors:
        raise Refused(errors)
    set_scope(session, EVERYBODY)
    with writing(session):
        clinic = Clinic(zone=zone, **told)
        session.add(clinic)
        session.flush()
        return clinic.id


def needed_on_call(session: Session, clinic_id: int, role: str) -> bool:
    """Whether somebody new should be on call unless told: a clinician, where nobody is yet."""
    return role == CLINICIAN and not people_queries.anybody_on_call(session, clinic_id)


def add_staff(
    session: Session, clinic_id: int, email: str, name: str, role: str, password_hash: str,
    *, on_call: bool = False,
) -> int:
    """Add somebody of the staff; returns the person's number. Raises Refused."""
    name, address = who(name, email)
    set_scope(session, EVERYBODY)
    with writing(session):
        if session.get(Clinic, clinic_id) is None:
            raise Refused({"clinic": f"There is no clinic {clinic_id}."})
        if people_queries.person_by_email(session, address) is not None:
            raise Refused({"email": f"{address} has an account already."})
        person = Person(clinic_id=clinic_id, email=address, name=name, staff=True,
                        password=password_hash,
                        active=True, on_call=on_call, fs_uniquifier=secrets.token_hex(32),
                        roles=[people_queries.role(session, role)])
        session.add(person)
        session.flush()
        return person.id


def who(name: str, email: str) -> tuple[str, str]:
    """Somebody's name and address in their stored form. Raises Refused with every fault."""
    errors, address = {}, ""
    try:
        name = full_name(name)
    except Refused as refused:
        errors.update(refused.errors)
    try:
        address = normal_email(email)
    except ValueError as error:
        errors["email"] = str(error)
    if errors:
        raise Refused(errors)
    return name, address


def full_name(name: str) -> str:
    """Somebody's name in its stored form. Raises Refused."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise Refused({"name": f"Please give a name of at most {NAME_LENGTH} characters."})
    return name


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
