"""what a mail says is encrypted, since its link may open an account; old tries are found by time"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from tracker.store.types import EncryptedJson

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OUTBOX = sa.table("outbox", sa.column("id", sa.Integer), sa.column("context", sa.JSON),
                  sa.column("sealed", EncryptedJson))


def upgrade() -> None:
    op.add_column("outbox", sa.Column("sealed", sa.LargeBinary(), nullable=False,
                                      server_default=sa.text("''")))
    _copy("context", "sealed")
    op.drop_column("outbox", "context")
    op.execute("ALTER TABLE outbox RENAME COLUMN sealed TO context")
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])


def downgrade() -> None:
    op.drop_index("ix_sign_in_attempt_at", "sign_in_attempt")
    op.execute("ALTER TABLE outbox RENAME COLUMN context TO sealed")
    op.add_column("outbox", sa.Column("context", sa.JSON(), nullable=False,
                                      server_default=sa.text("'{}'")))
    _copy("sealed", "context")
    op.drop_column("outbox", "sealed")


def _copy(old: str, new: str) -> None:
    connection = op.get_bind()
    for number, words in connection.execute(sa.select(OUTBOX.c.id, OUTBOX.c[old])).all():
        connection.execute(OUTBOX.update().where(OUTBOX.c.id == number).values({new: words}))
