"""Who a device's token signs in: asked at every request, so read as plain values in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from tracker.store.health import Patient
from tracker.store.people import Clinic, Person, Role, SignIn, person_role


@dataclass(frozen=True, slots=True)
class OwnClinic:
    """What pages show of somebody's clinic: numbers and hours as it wrote them."""

    name: str
    zone: str
    phone: str
    after_hours_phone: str
    hours: str
    emergency_number: str


@dataclass(frozen=True)
class OwnRole(RoleMixin):
    """A role by its name."""

    name: str


@dataclass(frozen=True, eq=False)
class Account(UserMixin):
    """Somebody signed in, as the pages and Flask-Security know them."""

    clinic: OwnClinic
    roles: list[RoleMixin]
    id: int
    clinic_id: int
    email: str
    name: str
    password: str | None
    active: bool
    fs_uniquifier: str
    passkey_handle: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in, whose it is, and the patient they are, if one."""

    account: Account
    id: int
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    recovery_id: str | None
    patient_id: str | None
    language: str | None


_SIGN_IN = (SignIn.id, SignIn.created_at, SignIn.seen_at, SignIn.ended_at, SignIn.recovery_id,
            Patient.id, Patient.language)
_ACCOUNT = (Person.id, Person.clinic_id, Person.email, Person.name, Person.password, Person.active,
            Person.fs_uniquifier, Person.passkey_handle)
_CLINIC = (Clinic.name, Clinic.zone, Clinic.phone, Clinic.after_hours_phone, Clinic.hours,
           Clinic.emergency_number)
_OPENED = (
    select(*_SIGN_IN, *_ACCOUNT, *_CLINIC, Role.name)
    .join(Person, Person.id == SignIn.person_id)
    .join(Clinic, Clinic.id == Person.clinic_id)
    .outerjoin(person_role, person_role.c.person_id == Person.id)
    .outerjoin(Role, Role.id == person_role.c.role_id)
    .outerjoin(Patient, Patient.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token_hash"))
)
_TO_ACCOUNT, _TO_CLINIC = len(_SIGN_IN), len(_SIGN_IN) + len(_ACCOUNT)


def opened(session: Session, token_hash: str) -> Opened | None:
    """What this token opened; None where it is nobody's. A row for each role is read as one."""
    rows = session.connection().execute(_OPENED, {"token_hash": token_hash}).all()
    if not rows:
        return None
    one: Any = tuple(rows[0])
    roles: list[RoleMixin] = [OwnRole(str(row[-1])) for row in rows if row[-1] is not None]
    account = Account(OwnClinic(*one[_TO_CLINIC:-1]), roles, *one[_TO_ACCOUNT:_TO_CLINIC])
    return Opened(account, *one[:_TO_ACCOUNT])
