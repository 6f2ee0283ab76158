"""reminders at the hour a patient chose, and sign-ins that open one check-in alone"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcTime

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "reminder_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("chosen_at", UtcTime(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=True),
        sa.Column("patient_id", sa.String(24), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_choice")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"],
                                name=op.f("fk_reminder_choice_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"],
                                name=op.f("fk_reminder_choice_patient_id")),
        sa.ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"],
                                name=op.f("fk_reminder_choice_clinic_id_patient_id")),
        sa.UniqueConstraint("patient_id", name=op.f("uq_reminder_choice_patient_id")),
    )
    op.create_index("ix_reminder_choice_next_at", "reminder_choice", ["next_at"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recovery_id", sa.String(24), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("unsubscribe_hash", sa.String(64), nullable=False),
        sa.Column("queued_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("patient_id", sa.String(24), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_reminder_clinic_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"],
                                name=op.f("fk_reminder_patient_id")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id", "recovery_id"],
            ["recovery.clinic_id", "recovery.patient_id", "recovery.id"],
            name=op.f("fk_reminder_clinic_id_patient_id_recovery_id")),
        sa.UniqueConstraint("patient_id", "local_date",
                            name=op.f("uq_reminder_patient_id_local_date")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_reminder_link_hash")),
        sa.UniqueConstraint("unsubscribe_hash", name=op.f("uq_reminder_unsubscribe_hash")),
    )
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("recovery_id", sa.String(24), nullable=True))
        sign_in.create_foreign_key(op.f("fk_sign_in_recovery_id"), "recovery", ["recovery_id"],
                                   ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_constraint(op.f("fk_sign_in_recovery_id"), type_="foreignkey")
        sign_in.drop_column("recovery_id")
    op.drop_table("reminder")
    op.drop_index("ix_reminder_choice_next_at", "reminder_choice")
    op.drop_table("reminder_choice")
