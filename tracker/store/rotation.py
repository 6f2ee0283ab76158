"""Finding every encrypted column and writing its values anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.orm import Session

from tracker.store.tables import Base
from tracker.store.types import Encrypted


def encrypted_columns() -> list[tuple[Table, Column[Any]]]:
    """Every encrypted column of every table: found, not listed, so none is forgotten."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Encrypted)
    ]


def count(session: Session, table: Table) -> int:
    """How many rows the table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def rewrite(
    session: Session, table: Table, column: Column[Any], after: int, batch: int
) -> tuple[int, int]:
    """Write a batch anew; returns the last id and how many rows there were."""
    rows = session.execute(
        select(table.c.id, column).where(table.c.id > after).order_by(table.c.id).limit(batch)
    ).all()
    for row_id, value in rows:
        session.execute(update(table).where(table.c.id == row_id).values({column.name: value}))
    return (rows[-1][0] if rows else after), len(rows)
