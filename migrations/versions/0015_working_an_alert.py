"""who has an alert, a level set by hand, messages, and the numbered steps of work"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PEOPLE = {"alert": ("assigned_to", "override_by"), "status": ("assigned_to",)}
PLAIN = {
    "alert": (("outcome_words", sa.LargeBinary()), ("override_level", sa.Integer()),
              ("override_reason", sa.LargeBinary()), ("override_at", sa.DateTime())),
    "status": (("unread_since", sa.DateTime()), ("patient_unread_since", sa.DateTime()),
               ("entry_asked_at", sa.DateTime()), ("photo_asked_at", sa.DateTime())),
}


def upgrade() -> None:
    for table, names in PEOPLE.items():
        for name in names:
            # Beside the column: SQLite adds no constraint later, and need not copy the table so.
            op.add_column(table, sa.Column(
                name, sa.Integer(), sa.ForeignKey("person.id", name=f"fk_{table}_{name}"),
                nullable=True), inline_references=True)
    for table, columns in PLAIN.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.add_column("status", sa.Column("version", sa.Integer(), nullable=False,
                                      server_default=sa.text("0")))
    _make_table(
        "message",
        sa.Column("from_clinic", sa.Boolean(), nullable=False),
        sa.Column("asks", sa.String(12), nullable=False),
        sa.Column("text", sa.LargeBinary()),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("sent_key", sa.String(64)),
        sa.UniqueConstraint("recovery_id", "sent_key", name="uq_message_recovery_id_sent_key"),
    )
    op.create_index("ix_message_recovery_id", "message", ["recovery_id"])
    _make_table(
        "work_step",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("made_by", sa.Integer()),
        sa.Column("asked", sa.LargeBinary()),
        sa.Column("before", sa.LargeBinary()),
        sa.UniqueConstraint("recovery_id", "version", name="uq_work_step_recovery_id_version"),
    )
    # Whoever took an alert has it.
    op.execute("UPDATE alert SET assigned_to = acknowledged_by WHERE resolved_at IS NULL")
    op.execute("UPDATE status SET assigned_to = (SELECT max(acknowledged_by) FROM alert "
               "WHERE alert.recovery_id = status.recovery_id AND resolved_at IS NULL "
               "AND alert.level = status.level) WHERE taken_by <> ''")


def _make_table(name: str, *more: sa.schema.SchemaItem) -> None:
    """A table about a recovery, of which somebody made each row at some moment."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recovery_id", sa.String(24), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("patient_id", sa.String(24), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=f"fk_{name}_made_by"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=f"fk_{name}_patient_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=f"fk_{name}_clinic_id"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id", "recovery_id"],
            ["recovery.clinic_id", "recovery.patient_id", "recovery.id"],
            name=f"fk_{name}_clinic_id_patient_id_recovery_id"),
    )


def downgrade() -> None:
    op.drop_table("work_step")
    op.drop_index("ix_message_recovery_id", "message")
    op.drop_table("message")
    op.drop_column("status", "version")
    for table, columns in PLAIN.items():
        for name, _ in columns:
            op.drop_column(table, name)
    for table, names in PEOPLE.items():
        for name in names:
            op.drop_column(table, name)
