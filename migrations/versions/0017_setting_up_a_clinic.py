"""a clinic's own aftercare words and catalogue of treatments; staff are invited too"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OFFERED = sa.text("archived_at IS NULL")


def upgrade() -> None:
    op.add_column("clinic", sa.Column("aftercare", sa.JSON(), nullable=False,
                                      server_default=sa.text("'{}'")))
    op.add_column("recovery", sa.Column("false_alerts", sa.Double(), nullable=False,
                                        server_default=sa.text("3")))
    op.execute("UPDATE recovery SET false_alerts = (SELECT clinic.false_alerts FROM clinic "
               "WHERE clinic.id = recovery.clinic_id)")
    with op.batch_alter_table("invitation") as invitation:
        invitation.alter_column("patient_id", existing_type=sa.String(24), nullable=True)
    op.create_table(
        "preset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("modality", sa.String(20), nullable=False),
        sa.Column("depth_mm", sa.Double(), nullable=True),
        sa.Column("passes", sa.Integer(), nullable=True),
        sa.Column("area", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("product", sa.String(20), nullable=False),
        sa.Column("product_name", sa.String(120), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_preset"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_preset_clinic_id"),
    )
    op.create_index("uq_preset_offered", "preset", ["clinic_id", "name"], unique=True,
                    sqlite_where=OFFERED, postgresql_where=OFFERED)


def downgrade() -> None:
    op.drop_table("preset")
    # The older version knows no invitation without a patient; their holders can be invited anew.
    op.execute("DELETE FROM invitation WHERE patient_id IS NULL")
    with op.batch_alter_table("invitation") as invitation:
        invitation.alter_column("patient_id", existing_type=sa.String(24), nullable=False)
    op.drop_column("recovery", "false_alerts")
    op.drop_column("clinic", "aftercare")
