"""Finding people by the beginning of their first or last name."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_
from sqlalchemy.orm import InstrumentedAttribute

from tracker.store.health import Patient, Status

LAST = "\U0010ffff"
"""Comes after every letter."""


def named(table: type[Patient] | type[Status]) -> ColumnElement[bool]:
    """Whether the first or the last name begins so, as ranges that indexes serve."""
    return or_(begins(table.name_key), begins(table.family_key))


def begins(key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether one of them does."""
    begin: BindParameter[str] = bindparam("name")
    end: BindParameter[str] = bindparam("name_end")
    return and_(key >= begin, key < end)


def name_range(name: str) -> dict[str, str]:
    """What `named` has to be told."""
    return {"name": name, "name_end": name + LAST}
