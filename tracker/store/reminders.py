"""Reminders: what a patient chose, and each one that was mailed with the hashes of its links."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.base import Base, PatientOwned
from tracker.store.health import belongs_to_patient, belongs_to_recovery
from tracker.store.types import UtcTime


class ReminderChoice(Base, PatientOwned):
    """Whether and at which hour of their own day a patient is reminded; no row before they chose.

    next_at is the next moment to look whether there is something to remind of.
    """

    __tablename__ = "reminder_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]
    hour: Mapped[int]
    chosen_at: Mapped[datetime] = mapped_column(UtcTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        belongs_to_patient(),
        UniqueConstraint("patient_id"),
        Index("ix_reminder_choice_next_at", "next_at"),
    )


class Reminder(Base, PatientOwned):
    """One reminder mailed: at most one for each patient and date, whoever sweeps."""

    __tablename__ = "reminder"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    local_date: Mapped[date]
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    unsubscribe_hash: Mapped[str] = mapped_column(String(64), unique=True)
    queued_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (belongs_to_recovery(), UniqueConstraint("patient_id", "local_date"))
