"""an entry knows when it was answered on the phone, and what stood beside it unseen"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("answered_at", sa.DateTime(), nullable=True))
    op.add_column("entry", sa.Column("unseen", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("entry", "unseen")
    op.drop_column("entry", "answered_at")
