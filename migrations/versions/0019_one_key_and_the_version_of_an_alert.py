"""no key that another implies; an alert says which version of the work it made"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("alert", "clearance", "entry", "erasure_request", "message", "note", "photo", "recovery",
          "reminder", "reminder_choice", "screening", "status", "work_step")
"""Each has a key of clinic and patient together, alone or with more, that leads to both."""
IMPLIED = [(table, f"fk_{table}_{parent}_id", parent)
           for table in TABLES for parent in ("clinic", "patient")]


def upgrade() -> None:
    op.add_column("alert", sa.Column("version", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(_without)
        return
    for table, name, _ in IMPLIED:
        op.drop_constraint(name, table, type_="foreignkey")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(_with)
    else:
        for table, name, parent in IMPLIED:
            op.create_foreign_key(name, table, parent, [f"{parent}_id"], ["id"])
    op.execute("INSERT INTO work_step (clinic_id, patient_id, recovery_id, version, action, "
               "made_at) SELECT DISTINCT clinic_id, patient_id, recovery_id, version, "
               "'alert raised', raised_at FROM alert WHERE version IS NOT NULL")
    op.drop_column("alert", "version")


def _rewrite(change: Callable[[str, str, str], str]) -> None:
    """Change the tables' own words in SQLite's schema, so that nothing has to be copied.

    SQLite knows no ALTER TABLE for it, and names this way where what is stored stays the same
    (lang_altertable.html, 7). A copy would lose checks, and `recovery` cannot be dropped while
    others refer to it.
    """
    bind = op.get_bind()
    words: dict[str, str] = dict(bind.exec_driver_sql(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all())
    for table, name, parent in IMPLIED:
        words[table] = change(words[table], name, parent)
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    try:
        for table in TABLES:
            bind.exec_driver_sql("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' "
                                 "AND name = ?", (words[table], table))
        # Whoever knows the old words reads them anew, this connection too.
        bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    finally:
        bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def _without(words: str, name: str, parent: str) -> str:
    key = rf",\s*CONSTRAINT {name} FOREIGN KEY\s*\({parent}_id\) REFERENCES {parent} \(id\)"
    found, times = re.subn(key, "", words)
    if times != 1:
        raise RuntimeError(f"{name} is not where it should be")
    return found


def _with(words: str, name: str, parent: str) -> str:
    return (f"{words.rstrip().removesuffix(')').rstrip()}, \n\tCONSTRAINT {name} "
            f"FOREIGN KEY({parent}_id) REFERENCES {parent} (id)\n)")
