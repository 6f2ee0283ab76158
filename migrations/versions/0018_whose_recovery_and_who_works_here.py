"""whose recovery it is, for the clinicians' own lists; who of all people works at a clinic"""

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
    op.add_column("person", sa.Column("staff", sa.Boolean(), server_default=sa.false(),
                                      nullable=False))
    op.execute("UPDATE person SET staff = true WHERE id IN (SELECT person_id FROM person_role "
               "JOIN role ON role.id = role_id WHERE role.name <> 'patient')")
    op.create_index("ix_person_staff", "person", ["clinic_id"],
                    sqlite_where=sa.text("staff"), postgresql_where=sa.text("staff"))


def downgrade() -> None:
    op.drop_index("ix_person_staff", "person")
    op.drop_column("person", "staff")
    op.drop_index("ix_status_kept", "status")
    op.execute("UPDATE status SET rank = rank - 1 WHERE silent_since IS NOT NULL")
    op.drop_column("status", "keeper")
