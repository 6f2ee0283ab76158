"""Queries of the triage: list rows, worst first, and how many there are of each level.

A statement is written once for each way to ask: what is known is neither narrowed nor compiled
again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.recovery.assessment import Level
from tracker.store.alerts import Alert
from tracker.store.health import Status
from tracker.store.naming import name_range, named
from tracker.store.scope import plain_rows
from tracker.store.types import UtcTime

Columns = Select[*tuple[Any, ...]]
URGENT, CONCERN, WATCH, SILENT, EXPECTED = "urgent", "concern", "watch", "silent", "expected"
_IS: dict[str, ColumnElement[bool]] = {
    URGENT: Status.level == Level.URGENT,
    CONCERN: Status.level == Level.CONCERN,
    WATCH: Status.level == Level.WATCH,
    SILENT: Status.silent_since.is_not(None),
    EXPECTED: and_(Status.level == Level.NONE, Status.silent_since.is_(None)),
}
"""The groups of the triage. Whoever is silent while something is open is in both groups."""
_KEPT = Status.keeper == bindparam("keeper")
_FOR_ANYBODY = and_(Status.rank >= 10 * Level.CONCERN, Status.assigned_to.is_(None))
"""What may not wait for whose it is: a concern or more that nobody has. Told by the rank, along
whose index it is looked for."""


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
_ORDER = (Status.rank.desc(), Status.treated_at.desc(), Status.recovery_id.desc())


def lines(
    session: Session, *, state: str | None, keeper: int | None, name: str, after: Place | None,
    limit: int,
) -> list[Line]:
    """The clinic's recoveries, worst first, from `after` on (keyset paging).

    `state` is one of the groups; `keeper` whose recoveries, and what is for anybody.
    """
    told: dict[str, object] = {"keeper": keeper, "most": limit, **name_range(name)}
    if after is not None:
        told |= {"rank": after.rank, "treated_at": after.treated_at, "last": after.recovery_id}
    query = _lines(state, keeper is not None, bool(name), after is not None)
    return [Line(*row) for row in plain_rows(session, query, told)]


@lru_cache
def _lines(state: str | None, of_keeper: bool, of_name: bool, further: bool) -> Columns:
    query: Columns = _LINES
    if state is not None:
        query = query.where(_IS[state])
    if of_name:
        query = query.where(named(Status))
    if further:
        query = query.where(_later())
    most: BindParameter[int] = bindparam("most")
    if not of_keeper:
        return query.order_by(*_ORDER).limit(most)
    # Each half is read along an index of its own, and only so far as the page reaches.
    both = union_all(*(
        half.order_by(*_ORDER).limit(most).subquery().select()
        for half in (query.where(_KEPT), query.where(~_KEPT, _FOR_ANYBODY)))).subquery()
    return select(both).order_by(
        both.c.rank.desc(), both.c.treated_at.desc(), both.c.recovery_id.desc()).limit(most)


def _later() -> ColumnElement[bool]:
    rank: BindParameter[int] = bindparam("rank")
    at = bindparam("treated_at", type_=UtcTime)
    return or_(
        Status.rank < rank,
        and_(Status.rank == rank, Status.treated_at < at),
        and_(Status.rank == rank, Status.treated_at == at, Status.recovery_id < bindparam("last")),
    )


def tally(
    session: Session, keeper: int | None, most: int
) -> tuple[dict[str, int], datetime | None]:
    """How many recoveries are in each group, each counted up to `most` only; and when the clinic's
    newest alert was raised."""
    told = {"keeper": keeper, "most": most}
    (*found, newest), = plain_rows(session, _tally(keeper is not None), told)
    return dict(zip(_IS, found, strict=True)), newest


@lru_cache
def _tally(of_keeper: bool) -> Columns:
    whose = (or_(_KEPT, _FOR_ANYBODY),) if of_keeper else ()
    groups = (select(Status.level).where(condition, *whose).limit(bindparam("most")).subquery()
              for condition in _IS.values())
    return select(*(select(func.count()).select_from(group).scalar_subquery() for group in groups),
                  _NEWEST.scalar_subquery())


_NEWEST = select(func.max(Alert.raised_at))


def newest_alert(session: Session) -> datetime | None:
    """When the clinic's newest alert was raised: by that an open list sees that there is news."""
    return session.scalar(_NEWEST)
