"""an alert keeps its competing explanations and the days that carried it"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name, empty in (("weights", "'{}'"), ("days", "'[]'")):
        op.add_column("alert", sa.Column(name, sa.JSON(), nullable=False,
                                         server_default=sa.text(empty)))


def downgrade() -> None:
    op.drop_column("alert", "days")
    op.drop_column("alert", "weights")
