"""Alerts, clinicians' notes, the mail outbox and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.base import Base, ClinicOwned, PatientOwned
from tracker.store.health import belongs_to_recovery
from tracker.store.types import EncryptedJson, EncryptedText, UtcTime

QUEUED, SENT, GIVEN_UP = "queued", "sent", "given_up"
CARRIED, DROPPED = "carried", "dropped"
OPEN = "alert.resolved_at IS NULL"
UNTAKEN = "acknowledged_at IS NULL AND resolved_at IS NULL AND tell_at IS NOT NULL"


class Alert(Base, PatientOwned):
    """A flag of one kind and level; raised once, and again only after it was resolved.

    `weights` are the competing explanations with their shares, the likeliest first; `days` those
    that carried it. `level` is what the core said; a clinician's `override_level` stands beside it.
    `assigned_to` has it: who took it, or was asked to; `acknowledged_by` says that somebody does.
    told_stage says how far it was told (`tracker.duty.team`), tell_at when the next are told unless
    somebody takes it before. version is that of the work which it made with all that were raised
    beside it; None: raised before this was kept, a `WorkStep` says it.
    """

    __tablename__ = "alert"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(40))
    level: Mapped[int]
    day: Mapped[int]
    symptom: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[list[str]] = mapped_column(JSON)
    weights: Mapped[dict[str, float]] = mapped_column(JSON, server_default=text("'{}'"))
    days: Mapped[list[int]] = mapped_column(JSON, server_default=text("'[]'"))
    clears: Mapped[str] = mapped_column(String(400), default="")
    raised_at: Mapped[datetime] = mapped_column(UtcTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(String(40), default="")
    outcome_words: Mapped[str | None] = mapped_column(EncryptedText)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    override_level: Mapped[int | None]
    override_reason: Mapped[str | None] = mapped_column(EncryptedText)
    override_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    override_at: Mapped[datetime | None] = mapped_column(UtcTime)
    told_stage: Mapped[int] = mapped_column(default=0, server_default="0")
    tell_at: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int | None]

    @property
    def weight(self) -> int:
        """The level that the clinic goes by: the override where one stands, else the core's."""
        return self.level if self.override_level is None else self.override_level

    __table_args__ = (
        belongs_to_recovery(),
        UniqueConstraint("recovery_id", "kind", "level", "day"),
        Index("ix_alert_clinic_id_raised_at", "clinic_id", "raised_at"),
        # What is null in all of its rows is named so that SQLite prefers it to the one before.
        Index("ix_alert_open", "clinic_id", "resolved_at", "raised_at", "id",
              sqlite_where=text("resolved_at IS NULL"),
              postgresql_where=text("resolved_at IS NULL")),
        Index("ix_alert_to_tell", "tell_at",
              sqlite_where=text(UNTAKEN), postgresql_where=text(UNTAKEN)),
    )


class Note(Base, PatientOwned):
    """A clinician's note on a recovery."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(EncryptedText)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (belongs_to_recovery(), Index("ix_note_recovery_id", "recovery_id"))


class Outbox(Base, ClinicOwned):
    """A mail to be sent; the row, not the queue, is the truth.

    lease_token and lease_until say who is sending it now; a dead sender's lease runs out.
    The context holds links that open an account: who reads the database must not read them.
    The Message-ID is fixed when the row is written, so a repeated send can be folded.
    A digest tells of several alerts: for each there is a row that it carries, which is never sent
    itself and becomes what becomes of its carrier. Dropped is what need not be told any more.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str | None] = mapped_column(String(24))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    recipient: Mapped[str] = mapped_column(String(255))
    recipient_name: Mapped[str] = mapped_column(String(120))
    template: Mapped[str] = mapped_column(String(40))
    context: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(12), default=QUEUED)
    urgent: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcTime)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answer: Mapped[str] = mapped_column(String(400), default="")
    carrier: Mapped[str | None] = mapped_column(String(120))
    __table_args__ = (
        UniqueConstraint("alert_id", "recipient"),
        Index("ix_outbox_due", "next_attempt_at",
              sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'")),
        Index("ix_outbox_given_up", "created_at",
              sqlite_where=text("state = 'given_up'"),
              postgresql_where=text("state = 'given_up'")),
        Index("ix_outbox_recovery_id", "recovery_id"),
        Index("ix_outbox_carrier", "carrier", sqlite_where=text("carrier IS NOT NULL"),
              postgresql_where=text("carrier IS NOT NULL")),
    )


class Audit(Base, ClinicOwned):
    """Who saw or changed what, when. Rows are only ever added, and sealed by `AuditLink`s."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(40))
    patient_id: Mapped[str | None] = mapped_column(String(24))
    recovery_id: Mapped[str | None] = mapped_column(String(24))
    detail: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (
        Index("ix_audit_recovery_id_at", "recovery_id", "at"),
        Index("ix_audit_clinic_id_at", "clinic_id", "at", "id"),
        Index("ix_audit_clinic_id_action_at", "clinic_id", "action", "at", "id"),
        # With the clinic in front SQLite, which has no statistics, prefers them to the first.
        Index("ix_audit_clinic_id_person_id_at", "clinic_id", "person_id", "at", "id"),
        Index("ix_audit_clinic_id_patient_id_at", "clinic_id", "patient_id", "at", "id"),
    )
