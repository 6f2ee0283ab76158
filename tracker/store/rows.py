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
    session: Session, kind: type[Base], values: Mapping[str, Any],
    reckoned: Mapping[str, ScalarSelect[Any]] = NOTHING, told: Mapping[str, object] = NOTHING,
) -> None:
    """Add a row in the caller's own transaction, without asking for the number it gets.

    For what nobody changes in the same transaction: tracking an object costs more than its row.
    `reckoned` are columns that the database finds itself, with what it must be told for it.
    Raises TypeError where the table has no such column.
    """
    if issubclass(kind, ClinicOwned):
        guard(session, kind.__name__, values["clinic_id"], values.get("patient_id"))
    statement, names = _insertion(kind, tuple(reckoned.items()))
    if not values.keys() <= names:
        raise TypeError(f"{kind.__name__} has no {values.keys() - names}")
    session.connection().execute(statement, {**values, **told})


def add_object(
    session: Session, row: Base,
    reckoned: Mapping[str, ScalarSelect[Any]] = NOTHING, told: Mapping[str, object] = NOTHING,
) -> None:
    """The same with what an object holds that was made before it was known to be stored."""
    held = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    add_row(session, type(row), held, reckoned, told)


@lru_cache
def _insertion(
    kind: type[Base], reckoned: tuple[tuple[str, ScalarSelect[Any]], ...]
) -> tuple[Insert, frozenset[str]]:
    table = cast(Table, inspect(kind).local_table)
    return (insert(table).inline().values(dict(reckoned)),
            frozenset(column.key for column in table.columns))
