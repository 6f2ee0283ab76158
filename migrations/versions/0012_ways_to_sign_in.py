"""passkeys and links by mail besides passwords; a sign-in says by which way and on what device"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from tracker.store.types import UtcTime

revision: str = "0012"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_person_id", "passkey", ["person_id"])
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"],
                                name=op.f("fk_sign_in_link_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    op.create_index("ix_sign_in_link_person_id", "sign_in_link", ["person_id"])
    op.add_column("person", sa.Column("set_up_at", UtcTime(), nullable=True))
    op.add_column("person", sa.Column("passkey_handle", sa.String(64), nullable=True))
    op.create_index("uq_person_passkey_handle", "person", ["passkey_handle"], unique=True)
    for name, length in (("way", 20), ("device", 60)):
        op.add_column("sign_in", sa.Column(name, sa.String(length), nullable=False,
                                           server_default=""))


def downgrade() -> None:
    op.drop_column("sign_in", "device")
    op.drop_column("sign_in", "way")
    op.drop_index("uq_person_passkey_handle", "person")
    op.drop_column("person", "passkey_handle")
    op.drop_column("person", "set_up_at")
    op.drop_index("ix_sign_in_link_person_id", "sign_in_link")
    op.drop_table("sign_in_link")
    op.drop_index("ix_passkey_person_id", "passkey")
    op.drop_table("passkey")
