"""the database itself refuses a clearance of another clinic's or patient's screening"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WHOLE = ["clinic_id", "patient_id", "screening_id"]
OWN = "fk_clearance_clinic_id_patient_id_screening_id"


def upgrade() -> None:
    with op.batch_alter_table("screening") as screening:
        screening.create_unique_constraint(
            "uq_screening_clinic_id_patient_id_id", ["clinic_id", "patient_id", "id"]
        )
    with op.batch_alter_table("clearance") as clearance:
        clearance.drop_constraint("fk_clearance_screening_id", type_="foreignkey")
        clearance.create_foreign_key(
            OWN, "screening", WHOLE, ["clinic_id", "patient_id", "id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("clearance") as clearance:
        clearance.drop_constraint(OWN, type_="foreignkey")
        clearance.create_foreign_key(
            "fk_clearance_screening_id", "screening", ["screening_id"], ["id"]
        )
    with op.batch_alter_table("screening") as screening:
        screening.drop_constraint("uq_screening_clinic_id_patient_id_id", type_="unique")
