"""what the core said at a save stands with the entry it was said of"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEVELS = ("none", "watch", "concern", "urgent")
ENTRY = sa.table("entry", sa.column("id", sa.Integer), sa.column("assessment", sa.JSON),
                 sa.column("clinic_id"), sa.column("patient_id"), sa.column("recovery_id"),
                 sa.column("made_at", sa.DateTime))
ASSESSMENT = sa.table(
    "assessment", sa.column("entry_id", sa.Integer), sa.column("made_at", sa.DateTime),
    sa.column("timeline_version"), sa.column("level", sa.Integer), sa.column("flags", sa.JSON),
    sa.column("clinic_id"), sa.column("patient_id"), sa.column("recovery_id"),
)


def upgrade() -> None:
    op.add_column("entry", sa.Column("assessment", sa.JSON(), nullable=False,
                                     server_default=sa.text("'{}'")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(ASSESSMENT)).all():
        told = {"level": LEVELS[row.level], "timeline": row.timeline_version, "flags": row.flags}
        connection.execute(
            ENTRY.update().where(ENTRY.c.id == row.entry_id).values(assessment=told)
        )
    op.drop_table("assessment")


def downgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recovery_id", sa.String(length=24), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("timeline_version", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("patient_id", sa.String(length=24), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id", "recovery_id"],
            ["recovery.clinic_id", "recovery.patient_id", "recovery.id"],
            name=op.f("fk_assessment_clinic_id_patient_id_recovery_id"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_assessment_clinic_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_assessment_entry_id")),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_assessment_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_entry_id", "assessment", ["entry_id"])
    op.create_index("ix_assessment_recovery_id_made_at", "assessment", ["recovery_id", "made_at"])
    connection = op.get_bind()
    for row in connection.execute(sa.select(ENTRY)).all():
        told = row.assessment or {}
        connection.execute(ASSESSMENT.insert().values(
            entry_id=row.id, made_at=row.made_at, timeline_version=told.get("timeline", ""),
            level=LEVELS.index(told.get("level", "none")), flags=told.get("flags", []),
            clinic_id=row.clinic_id, patient_id=row.patient_id, recovery_id=row.recovery_id,
        ))
    op.drop_column("entry", "assessment")
