"""Clinics, the people who sign in, and their sign-ins."""

from __future__ import annotations

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, ClinicOwned
from tracker.store.types import UtcTime

PATIENT, CLINICIAN, MANAGER, AUDITOR = "patient", "clinician", "manager", "auditor"
STAFF = (CLINICIAN, MANAGER, AUDITOR)
ROLES = (PATIENT, *STAFF)

person_role = Table(
    "person_role",
    Base.metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Clinic(Base):
    """A clinic; all health data belong to exactly one.

    aftercare holds the clinic's own words to its patients by language, "all" for the others.
    """

    __tablename__ = "clinic"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40))
    after_hours_phone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(120), default="")
    emergency_number: Mapped[str] = mapped_column(String(20), default="112")
    zone: Mapped[str] = mapped_column(String(64))
    false_alerts: Mapped[float] = mapped_column(default=3.0)
    aftercare: Mapped[dict[str, str]] = mapped_column(
        JSON, deferred=True, default=dict, server_default=text("'{}'"))


class Role(Base, RoleMixin):
    """What a person may do: patient, clinician, manager, or auditor, who only reads."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class Person(Base, UserMixin):
    """Somebody who signs in. Not scoped: sign-in itself must find them."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), index=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    on_call: Mapped[bool] = mapped_column(default=False)
    staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they work there: found among a hundred thousand patients by an index of their own."""
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    set_up_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When they first chose how to sign in; None for whoever chose a password before this was
    kept."""
    passkey_handle: Mapped[str | None] = mapped_column(String(64))
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=person_role, lazy="joined"
    )
    clinic: Mapped[Clinic] = relationship(lazy="joined")
    __table_args__ = (
        Index("uq_person_passkey_handle", "passkey_handle", unique=True),
        Index("ix_person_staff", "clinic_id", sqlite_where=text("staff"),
              postgresql_where=text("staff")),
    )


WORKS_HERE = text("person.staff")
"""Where of many people only the staff are asked for: in the words of their index, for no database
uses a partial one for a comparison with a number."""


class SignIn(Base):
    """One signed-in device. Ended rows stay ended, whatever cookie is replayed.

    recovery_id names the one recovery whose check-in it opens, and nothing else; None: everything.
    """

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    recovery_id: Mapped[str | None] = mapped_column(String(24), ForeignKey("recovery.id"))
    way: Mapped[str] = mapped_column(String(20), default="")
    device: Mapped[str] = mapped_column(String(60), default="")


class SignInAttempt(Base):
    """One try in a hashed bucket (an account, a device, a network): the throttle's count."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        Index("ix_sign_in_attempt_bucket_at", "bucket", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )


class Invitation(Base, ClinicOwned):
    """An invitation to set up sign-in; used once, expires. Staff are no patient."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[str | None] = mapped_column(
        String(24), ForeignKey("patient.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
