"""Queries of the triage: list rows, worst first, and how many there are of each level.

A statement is written once for each way to ask: what is known is neither narrowed nor compiled
again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from tracker.store.health import Status
from tracker.store.naming import name_range, named
from tracker.store.types import UtcTime


@dataclass(frozen=True)
class Place:
    """Where a page of the triage ended: the key of its last row."""

    rank: int
    treated_at: datetime
    recovery_id: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a list shows of a recovery: the columns of its list row."""

    recovery_id: str
    patient_name: str
    treatment: str
    treated_at: datetime
    zone: str
    rank: int
    level: int
    reason: str
    evidence: str
    open_since: datetime | None
    taken_by: str
    version: int
    unread_since: datetime | None
    last_day: int | None
    entry_days: list[int]
    spark: dict[str, Any]


_LINES = select(*(getattr(Status, field.name) for field in fields(Line)))
_CALM = select(Status.level).where(Status.level == 0).limit(bindparam("most")).subquery()
_COUNTS = select(
    *(select(func.count()).select_from(Status).where(Status.level == level).scalar_subquery()
      for level in (1, 2, 3)),
    select(func.count()).select_from(_CALM).scalar_subquery(),
)


def lines(
    session: Session, *, level: int | None, name: str, after: Place | None, limit: int
) -> list[Line]:
    """The clinic's recoveries, worst first, from `after` on (keyset paging)."""
    told: dict[str, object] = {"level": level, "most": limit, **name_range(name)}
    if after is not None:
        told |= {"rank": after.rank, "treated_at": after.treated_at, "last": after.recovery_id}
    query = _lines(level is not None, bool(name), after is not None)
    return [Line(*row) for row in session.execute(query, told)]


@lru_cache
def _lines(of_level: bool, of_name: bool, further: bool) -> Select[Any]:
    query: Select[Any] = _LINES
    if of_level:
        query = query.where(Status.level == bindparam("level"))
    if of_name:
        query = query.where(named(Status))
    if further:
        rank: BindParameter[int] = bindparam("rank")
        at = bindparam("treated_at", type_=UtcTime)
        query = query.where(or_(
            Status.rank < rank,
            and_(Status.rank == rank, Status.treated_at < at),
            and_(Status.rank == rank, Status.treated_at == at,
                 Status.recovery_id < bindparam("last")),
        ))
    return query.order_by(
        Status.rank.desc(), Status.treated_at.desc(), Status.recovery_id.desc()
    ).limit(bindparam("most"))


def counts(session: Session, most: int) -> dict[int, int]:
    """How many recoveries stand at each level; those at none are counted up to `most` only."""
    found = session.execute(_COUNTS, {"most": most}).one()
    return dict(zip((1, 2, 3, 0), found, strict=True))
