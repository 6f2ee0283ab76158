"""tokens by which other systems ask for somebody; what is open, found by its moment"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcTime

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_used_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"],
                                name=op.f("fk_api_token_clinic_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"],
                                name=op.f("fk_api_token_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"])
    open_ones = sa.text("resolved_at IS NULL")
    op.create_index("ix_alert_open", "alert", ["clinic_id", "resolved_at", "raised_at", "id"],
                    sqlite_where=open_ones, postgresql_where=open_ones)


def downgrade() -> None:
    op.drop_index("ix_alert_open", "alert")
    op.drop_index("ix_api_token_person_id", "api_token")
    op.drop_table("api_token")
