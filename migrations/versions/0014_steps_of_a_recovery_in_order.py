"""The trail of a recovery is read by number: its newest steps, then the ones before.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_audit_recovery_id_id", "audit", ["recovery_id", "id"])
    op.drop_index("ix_audit_recovery_id_at", "audit")


def downgrade() -> None:
    op.create_index("ix_audit_recovery_id_at", "audit", ["recovery_id", "at"])
    op.drop_index("ix_audit_recovery_id_id", "audit")
