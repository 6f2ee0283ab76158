"""whose recovery it is, for the clinicians' own lists"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("status", sa.Column(
        "keeper", sa.Integer(), sa.ForeignKey("person.id", name="fk_status_keeper"),
        nullable=True), inline_references=True)
    op.execute("UPDATE status SET keeper = coalesce(assigned_to, (SELECT treated_by FROM recovery "
               "WHERE recovery.id = status.recovery_id))")
    op.execute("UPDATE status SET rank = rank + 1 WHERE silent_since IS NOT NULL")
    op.create_index("ix_status_kept", "status",
                    ["clinic_id", "keeper", "rank", "treated_at", "recovery_id"])


def downgrade() -> None:
    op.drop_index("ix_status_kept", "status")
    op.execute("UPDATE status SET rank = rank - 1 WHERE silent_since IS NOT NULL")
    op.drop_column("status", "keeper")
