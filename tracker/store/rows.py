"""Adding a row at once, without the session keeping an object of it."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from sqlalchemy import Insert, Table, insert, inspect
from sqlalchemy.orm import Session

from tracker.store.base import Base, ClinicOwned
from tracker.store.scope import guard


def add_row(session: Session, row: Base) -> None:
    """Add a row in the caller's own transaction, and give it its id.

    For what nobody changes in the same transaction: tracking an object costs more than its row.
    """
    if isinstance(row, ClinicOwned):
        guard(session, type(row).__name__, row.clinic_id, getattr(row, "patient_id", None))
    statement, names = _insertion(type(row))
    told = {name: row.__dict__[name] for name in names if name in row.__dict__}
    result = session.connection().execute(statement, told)
    if result.inserted_primary_key:
        row.id = result.inserted_primary_key[0]  # type: ignore[attr-defined]


@lru_cache
def _insertion(kind: type[Base]) -> tuple[Insert, tuple[str, ...]]:
    table = cast(Table, inspect(kind).local_table)
    return insert(table), tuple(column.key for column in table.columns)
