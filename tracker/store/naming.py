"""Finding people by the beginning of their first or last name."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_

from tracker.store.health import Patient, Status

LAST = "\U0010ffff"
"""Comes after every letter."""


def named(table: type[Patient] | type[Status]) -> ColumnElement[bool]:
    """Whether the first or the last name begins so, as ranges that indexes serve."""
    begin: BindParameter[str] = bindparam("name")
    end: BindParameter[str] = bindparam("name_end")
    return or_(and_(table.name_key >= begin, table.name_key < end),
               and_(table.family_key >= begin, table.family_key < end))


def name_range(name: str) -> dict[str, str]:
    """What `named` has to be told."""
    return {"name": name, "name_end": name + LAST}
