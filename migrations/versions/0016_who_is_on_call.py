"""who is on call, how soon whom is told, what a digest carries, since when somebody is silent"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcTime

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNTAKEN = sa.text("acknowledged_at IS NULL AND resolved_at IS NULL AND tell_at IS NOT NULL")
CARRIED = sa.text("carrier IS NOT NULL")
SILENT = sa.text("silent_since IS NOT NULL")
HEARTBEAT = sa.table("heartbeat", sa.column("name"))


def upgrade() -> None:
    _rules()
    _rota()
    op.add_column("alert", sa.Column("told_stage", sa.Integer(), nullable=False,
                                     server_default="0"))
    op.add_column("alert", sa.Column("tell_at", UtcTime(), nullable=True))
    op.create_index("ix_alert_to_tell", "alert", ["tell_at"],
                    sqlite_where=UNTAKEN, postgresql_where=UNTAKEN)
    op.add_column("outbox", sa.Column("carrier", sa.String(120), nullable=True))
    op.create_index("ix_outbox_carrier", "outbox", ["carrier"],
                    sqlite_where=CARRIED, postgresql_where=CARRIED)
    op.add_column("status", sa.Column("silent_since", UtcTime(), nullable=True))
    op.create_index("ix_status_silent", "status", ["clinic_id", "silent_since"],
                    sqlite_where=SILENT, postgresql_where=SILENT)
    op.execute(sa.insert(HEARTBEAT).values(name="telling"))


def _rules() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("urgent_minutes", sa.Integer(), nullable=False),
        sa.Column("concern_hours", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("look_at", UtcTime(), nullable=True),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"],
                                name=op.f("fk_alert_rules_clinic_id")),
        sa.UniqueConstraint("clinic_id", name=op.f("uq_alert_rules_clinic_id")),
    )


def _rota() -> None:
    op.create_table(
        "rota_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_hour", sa.Integer(), nullable=False),
        sa.Column("until_hour", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_shift")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"],
                                name=op.f("fk_rota_shift_person_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"],
                                name=op.f("fk_rota_shift_clinic_id")),
        sa.UniqueConstraint("clinic_id", "weekday", "from_hour", "person_id",
                            name=op.f("uq_rota_shift_clinic_id_weekday_from_hour_person_id")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_rota_shift_weekday")),
        sa.CheckConstraint("from_hour BETWEEN 0 AND 23 AND until_hour BETWEEN 0 AND 23",
                           name=op.f("ck_rota_shift_hours")),
    )
    op.create_index("ix_rota_shift_person_id", "rota_shift", ["person_id"])
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("stand_in_id", sa.Integer(), nullable=True),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["person.id"],
                                name=op.f("fk_absence_stand_in_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_absence_clinic_id")),
        sa.CheckConstraint("since < until", name=op.f("ck_absence_span")),
    )
    op.create_index("ix_absence_person_id_until", "absence", ["person_id", "until"])


def downgrade() -> None:
    op.execute(sa.delete(HEARTBEAT).where(HEARTBEAT.c.name == "telling"))
    op.drop_index("ix_status_silent", "status")
    op.drop_column("status", "silent_since")
    op.drop_index("ix_outbox_carrier", "outbox")
    op.drop_column("outbox", "carrier")
    op.drop_index("ix_alert_to_tell", "alert")
    op.drop_column("alert", "tell_at")
    op.drop_column("alert", "told_stage")
    op.drop_table("absence")
    op.drop_table("rota_shift")
    op.drop_table("alert_rules")
