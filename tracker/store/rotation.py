"""Finding every encrypted column, and writing what older keys encrypted anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    LargeBinary,
    Table,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from tracker.store.tables import Base
from tracker.store.types import Encrypted, can_be_read, is_newest, renewed


@dataclass(frozen=True)
class Batch:
    """What became of some rows; `last` is where the next batch goes on."""

    last: int
    seen: int = 0
    written: int = 0
    unreadable: int = 0


def encrypted_columns() -> list[tuple[Table, Column[Any]]]:
    """Every encrypted column of every table: found, not listed, so none is forgotten."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Encrypted)
    ]


def count(session: Session, table: Table, column: Column[Any]) -> int:
    """How many rows hold a value."""
    return session.scalar(
        select(func.count()).select_from(table).where(column.is_not(None))) or 0


def readable(session: Session, table: Table, column: Column[Any]) -> bool:
    """Whether the keys read the newest and the oldest value; true where there is none."""
    values = select(_stored(column)).where(column.is_not(None)).limit(1)
    ends = (session.scalar(values.order_by(table.c.id.desc())),
            session.scalar(values.order_by(table.c.id)))
    return all(can_be_read(end) for end in ends if end is not None)


def rewrite(session: Session, table: Table, column: Column[Any], after: int, size: int) -> Batch:
    """Write the next rows with the newest key, save those that bear it already.

    A row is written only where it still holds what was read: whoever changes it meanwhile wins.
    """
    rows = session.execute(
        select(table.c.id, _stored(column))
        .where(table.c.id > after, column.is_not(None)).order_by(table.c.id).limit(size)
    ).all()
    written = unreadable = 0
    for row_id, old in rows:
        if is_newest(old):
            continue
        try:
            new = renewed(old)
        except InvalidToken:
            unreadable += 1
            continue
        result = session.execute(
            update(table).where(table.c.id == row_id, _stored(column) == old)
            .values({column.name: literal(new, LargeBinary)})
        )
        assert isinstance(result, CursorResult)  # noqa: S101  an UPDATE always gives one
        written += result.rowcount
    return Batch(rows[-1][0] if rows else after, len(rows), written, unreadable)


def _stored(column: Column[Any]) -> ColumnElement[bytes]:
    """The value as it is stored, encrypted."""
    return type_coerce(column, LargeBinary)
