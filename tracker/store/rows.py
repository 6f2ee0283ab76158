"""Adding a row at once, without the session keeping an object of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Insert, ScalarSelect, Table, insert, inspect
from sqlalchemy.orm import Session

from tracker.store.base import Base, ClinicOwned
from tracker.store.scope import guard

NOTHING: Mapping[str, Any] = MappingProxyType({})


def add_row(
    session: Session, row: Base, reckoned: Mapping[str, ScalarSelect[Any]] = NOTHING,
    told: Mapping[str, object] = NOTHING,
) -> None:
    """Add a row in the caller's own transaction, without asking for the number it gets.

    For what nobody changes in the same transaction: tracking an object costs more than its row.
    `reckoned` are columns that the database finds itself, with what it must be told for it.
    """
    if isinstance(row, ClinicOwned):
        guard(session, type(row).__name__, row.clinic_id, getattr(row, "patient_id", None))
    statement, names = _insertion(type(row), tuple(reckoned.items()))
    values = {name: row.__dict__[name] for name in names if name in row.__dict__}
    session.connection().execute(statement, {**values, **told})


@lru_cache
def _insertion(
    kind: type[Base], reckoned: tuple[tuple[str, ScalarSelect[Any]], ...]
) -> tuple[Insert, tuple[str, ...]]:
    table = cast(Table, inspect(kind).local_table)
    return (insert(table).inline().values(dict(reckoned)),
            tuple(column.key for column in table.columns))
