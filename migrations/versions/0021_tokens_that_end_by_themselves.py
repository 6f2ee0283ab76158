"""tokens that end by themselves"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcTime

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("api_token", sa.Column("holds_until", UtcTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("api_token", "holds_until")
