"""The tables about one patient's skin: patient, recovery, screening, judged entries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.base import Base, ClinicOwned, PatientOwned, public_id
from tracker.store.types import EncryptedText, UtcTime


def belongs_to_patient() -> ForeignKeyConstraint:
    """The key that makes the database itself refuse a row of another clinic's patient."""
    return ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"])


def belongs_to_recovery() -> ForeignKeyConstraint:
    """The key that makes the database itself refuse a row of another clinic's recovery."""
    return ForeignKeyConstraint(
        ["clinic_id", "patient_id", "recovery_id"],
        ["recovery.clinic_id", "recovery.patient_id", "recovery.id"],
    )


class Patient(Base, ClinicOwned):
    """Somebody treated at the clinic.

    name_key and family_key are the name as it is searched for, from its first and from its last
    word on.
    """

    __tablename__ = "patient"
    id: Mapped[str] = mapped_column(String(24), primary_key=True, default=public_id)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))
    family_key: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(255))
    born_on: Mapped[date | None]
    fitzpatrick: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(64))
    cold_sores: Mapped[bool | None]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "email"),
        Index("ix_patient_clinic_id_name_key", "clinic_id", "name_key", "id"),
        Index("ix_patient_clinic_id_family_key", "clinic_id", "family_key"),
        CheckConstraint("fitzpatrick BETWEEN 1 AND 6", "fitzpatrick"),
    )


class RecoveryRow(Base, PatientOwned):
    """One treatment and the healing after it.

    false_alerts is the clinic's setting when it was recorded: one recovery is judged by one number,
    on the clinic's pages and the patient's alike, whatever the clinic chooses later.
    """

    __tablename__ = "recovery"
    id: Mapped[str] = mapped_column(String(24), primary_key=True, default=public_id)
    treated_at: Mapped[datetime] = mapped_column(UtcTime)
    zone: Mapped[str] = mapped_column(String(64))
    modality: Mapped[str] = mapped_column(String(20))
    depth_mm: Mapped[float]
    passes: Mapped[int | None]
    area: Mapped[list[str]] = mapped_column(JSON)
    device: Mapped[str] = mapped_column(String(120), default="")
    product: Mapped[str] = mapped_column(String(20), default="unknown")
    product_name: Mapped[str] = mapped_column(String(120), default="")
    product_lot: Mapped[str] = mapped_column(String(60), default="")
    fitzpatrick: Mapped[int]
    cold_sores: Mapped[bool | None]
    false_alerts: Mapped[float] = mapped_column(server_default=text("3"))
    treated_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        UniqueConstraint("clinic_id", "patient_id", "id"),
        belongs_to_patient(),
        Index("ix_recovery_patient_id_treated_at", "patient_id", "treated_at"),
    )


class Status(Base, PatientOwned):
    """What the lists show of a recovery; written with each entry, read without computing.

    rank orders the triage: open level x 10 (0 none .. 3 urgent), worst first, 5 more where nobody
    has taken it, 2 more where the patient wrote. spark holds the few numbers the sparkline needs.
    version counts the steps of work on the recovery: a form tells which one its page showed.
    unread_since: the patient wrote, and the clinic has not read it; patient_unread_since: the other
    way round. entry_asked_at, photo_asked_at: what the clinic asked for and has not come yet.
    silent_since is the start of the first day of a silence that says something; the daily look sets
    it, the next answer ends it; it adds 1 to the rank. keeper is whose recovery it is: whoever has
    what is open, else who gave the treatment.
    """

    __tablename__ = "status"
    recovery_id: Mapped[str] = mapped_column(String(24), primary_key=True)
    patient_name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))
    family_key: Mapped[str] = mapped_column(String(120))
    treatment: Mapped[str] = mapped_column(String(200))
    treated_at: Mapped[datetime] = mapped_column(UtcTime)
    zone: Mapped[str] = mapped_column(String(64))
    rank: Mapped[int] = mapped_column(default=0)
    level: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(400), default="")
    evidence: Mapped[str] = mapped_column(String(400), default="")
    open_since: Mapped[datetime | None] = mapped_column(UtcTime)
    taken_by: Mapped[str] = mapped_column(String(120), default="")
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    keeper: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    unread_since: Mapped[datetime | None] = mapped_column(UtcTime)
    patient_unread_since: Mapped[datetime | None] = mapped_column(UtcTime)
    entry_asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    photo_asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    last_day: Mapped[int | None]
    last_entry_at: Mapped[datetime | None] = mapped_column(UtcTime)
    silent_since: Mapped[datetime | None] = mapped_column(UtcTime)
    entry_days: Mapped[list[int]] = mapped_column(JSON, default=list)
    spark: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    __table_args__ = (
        belongs_to_recovery(),
        # Read backwards: worst and newest first.
        Index("ix_status_triage", "clinic_id", "rank", "treated_at", "recovery_id"),
        Index("ix_status_kept", "clinic_id", "keeper", "rank", "treated_at", "recovery_id"),
        Index("ix_status_clinic_id_name_key", "clinic_id", "name_key"),
        Index("ix_status_clinic_id_family_key", "clinic_id", "family_key"),
        Index("ix_status_clinic_id_level", "clinic_id", "level"),
        Index("ix_status_silent", "clinic_id", "silent_since",
              sqlite_where=text("silent_since IS NOT NULL"),
              postgresql_where=text("silent_since IS NOT NULL")),
    )


class EntryRow(Base, PatientOwned):
    """One version of the entry about one day; the newest has current set, older ones stay.

    assessment is what the core said at this save: level, timeline with version, flags.
    answered_at is set where the answers waited on a phone before they could be sent. unseen holds
    another version's answers about the day that the writer had not seen: both stand, and the day is
    judged by the graver of each answer, until somebody who saw both saves it again.
    """

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    day: Mapped[int]
    version: Mapped[int]
    current: Mapped[bool]
    submitted: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(EncryptedText)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str | None] = mapped_column(String(64))
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    unseen: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    assessment: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    __table_args__ = (
        belongs_to_recovery(),
        UniqueConstraint("recovery_id", "day", "version"),
        UniqueConstraint("recovery_id", "key"),
        Index(
            "uq_entry_current", "recovery_id", "day", unique=True,
            sqlite_where=text("current"), postgresql_where=text("current"),
        ),
        CheckConstraint("day BETWEEN 0 AND 400", "day"),
    )


class Screening(Base, PatientOwned):
    """The contraindication questions as answered before a treatment."""

    __tablename__ = "screening"
    id: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, bool]] = mapped_column(JSON)
    answered_at: Mapped[datetime] = mapped_column(UtcTime)
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recovery_id: Mapped[str | None] = mapped_column(String(24))
    __table_args__ = (
        belongs_to_recovery(),
        belongs_to_patient(),
        UniqueConstraint("clinic_id", "patient_id", "id"),
        Index("ix_screening_patient_id_answered_at", "patient_id", "answered_at"),
    )


class Clearance(Base, PatientOwned):
    """A named clinician's yes or no to one screening item; a changed answer voids it."""

    __tablename__ = "clearance"
    id: Mapped[int] = mapped_column(primary_key=True)
    screening_id: Mapped[int] = mapped_column(index=True)
    item: Mapped[str] = mapped_column(String(40))
    cleared: Mapped[bool]
    reason: Mapped[str] = mapped_column(EncryptedText)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id", "screening_id"],
                             ["screening.clinic_id", "screening.patient_id", "screening.id"]),
    )
