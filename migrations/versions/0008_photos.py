"""photos of the skin; the pictures themselves lie in the photo store"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("recovery_id", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("sent_key", sa.String(length=64), nullable=True),
        sa.Column("colour", sa.LargeBinary(), nullable=True),
        sa.Column("patient_id", sa.String(length=24), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("day BETWEEN 0 AND 400", name=op.f("ck_photo_day")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id", "recovery_id"],
            ["recovery.clinic_id", "recovery.patient_id", "recovery.id"],
            name=op.f("fk_photo_clinic_id_patient_id_recovery_id"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_photo_clinic_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_photo_made_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_photo_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
        sa.UniqueConstraint("recovery_id", "sent_key", name=op.f("uq_photo_recovery_id_sent_key")),
    )
    op.create_index("ix_photo_recovery_id_day", "photo", ["recovery_id", "day"])
    op.create_index("ix_photo_patient_id", "photo", ["patient_id"])


def downgrade() -> None:
    op.drop_table("photo")
