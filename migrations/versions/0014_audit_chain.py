"""the audit trail is sealed link by link, and can be searched"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SEARCHED = {
    "ix_audit_clinic_id_at": ["clinic_id", "at", "id"],
    "ix_audit_clinic_id_action_at": ["clinic_id", "action", "at", "id"],
    "ix_audit_clinic_id_person_id_at": ["clinic_id", "person_id", "at", "id"],
    "ix_audit_clinic_id_patient_id_at": ["clinic_id", "patient_id", "at", "id"],
}


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "position", name="pk_audit_link"),
        sa.UniqueConstraint("audit_id", name="uq_audit_link_audit_id"),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name="fk_audit_link_clinic_id"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_audit_link_audit_id"),
    )
    for name, columns in SEARCHED.items():
        op.create_index(name, "audit", columns)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_link_no_{verb.lower()} BEFORE {verb} ON audit_link "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )
    else:
        # The function is the trail's own, of 0001.
        op.execute(
            "CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON audit_link FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        )


def downgrade() -> None:
    for name in SEARCHED:
        op.drop_index(name, "audit")
    op.drop_table("audit_link")
