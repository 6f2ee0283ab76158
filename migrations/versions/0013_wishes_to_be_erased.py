"""a patient's wish to have everything erased, and the clinic's answer"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OPEN = sa.text("withdrawn_at IS NULL AND refused_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime()),
        sa.Column("refused_at", sa.DateTime()),
        sa.Column("refused_by", sa.Integer()),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("patient_id", sa.String(24), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_request"),
        sa.ForeignKeyConstraint(["refused_by"], ["person.id"],
                                name="fk_erasure_request_refused_by"),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"],
                                name="fk_erasure_request_patient_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"],
                                name="fk_erasure_request_clinic_id"),
        sa.ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"],
                                name="fk_erasure_request_clinic_id_patient_id"),
    )
    op.create_index("uq_erasure_request_open", "erasure_request", ["clinic_id", "patient_id"],
                    unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("erasure_request")
