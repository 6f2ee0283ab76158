"""people are found by their family name too"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    connection = op.get_bind()
    for table in ("patient", "status"):
        op.add_column(table, sa.Column("family_key", sa.String(length=120), nullable=False,
                                       server_default=""))
        names = sa.table(table, sa.column("name_key"), sa.column("family_key"))
        known = connection.execute(sa.select(names.c.name_key).distinct()).scalars().all()
        for name in known:
            first, _, last = name.rpartition(" ")
            connection.execute(names.update().where(names.c.name_key == name)
                               .values(family_key=f"{last} {first}".strip()))
        op.create_index(f"ix_{table}_clinic_id_family_key", table, ["clinic_id", "family_key"])
    op.drop_index("ix_patient_clinic_id_name_key", "patient")
    op.create_index("ix_patient_clinic_id_name_key", "patient", ["clinic_id", "name_key", "id"])


def downgrade() -> None:
    op.drop_index("ix_patient_clinic_id_name_key", "patient")
    op.create_index("ix_patient_clinic_id_name_key", "patient", ["clinic_id", "name_key"])
    for table in ("status", "patient"):
        op.drop_index(f"ix_{table}_clinic_id_family_key", table)
        op.drop_column(table, "family_key")
