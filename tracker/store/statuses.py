"""Queries of the list rows: what the lists, and both sides' first pages, show of a recovery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    Update,
    bindparam,
    case,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Session

from tracker.store.given import GIVEN, Given
from tracker.store.health import RecoveryRow, Status
from tracker.store.scope import guard, plain_rows

_STATUS = cast(Table, inspect(Status).local_table)
_WRITE_STATUS = update(_STATUS).where(_STATUS.c.recovery_id == bindparam("of"))
UNREAD, SILENT = 2, 1
"""What is added to a rank where the patient wrote and nobody has read it, and where they are
silent: both together less than the 5 of what nobody has taken."""
_UNREAD = case((_STATUS.c.unread_since.is_(None), 0), else_=UNREAD)
_SILENT = case((_STATUS.c.silent_since.is_(None), 0), else_=SILENT)
_PLAIN = _STATUS.c.rank - _STATUS.c.rank % 5


def write_status(
    session: Session, row: Given, values: Mapping[str, Any], *, stepped: bool = False
) -> None:
    """Write these columns of a held recovery's list row, whatever stood there.

    `stepped`: what the clinic works on is another now, so forms of older pages are stale.
    """
    guard(session, "Status", row.clinic_id, row.patient_id)
    told = dict(values)
    ranked = "rank" in told
    if ranked:
        told["base_rank"] = told.pop("rank")
    if "assigned_to" in told:
        told["keeper"] = told["assigned_to"] or row.treated_by
    # An answer ends a silence in the same breath, and the rank goes with it.
    heard = ranked and "silent_since" in told
    session.connection().execute(_writing(ranked, heard, stepped), {"of": row.id, **told})


@lru_cache
def _writing(ranked: bool, heard: bool, stepped: bool) -> Update:
    found: dict[str, ColumnElement[int]] = {}
    if ranked:
        base = bindparam("base_rank", type_=Integer) + _UNREAD
        found["rank"] = base if heard else base + _SILENT
    if stepped:
        found["version"] = _STATUS.c.version + 1
    return _WRITE_STATUS.values(found) if found else _WRITE_STATUS


def write_unread(session: Session, row: Given, since: datetime | None) -> None:
    """Note that the patient wrote, or (None) that the clinic has read it; the rank goes with it."""
    more = 0 if since is None else UNREAD
    _write_since(session, row, unread_since=since, rank=_PLAIN + _SILENT + more)


def write_silence(session: Session, row: Given, since: datetime | None) -> None:
    """Note since when the patient is silent, or (None) that they are not; the rank goes with it."""
    more = 0 if since is None else SILENT
    _write_since(session, row, silent_since=since, rank=_PLAIN + _UNREAD + more)


def _write_since(session: Session, row: Given, **values: Any) -> None:
    guard(session, "Status", row.clinic_id, row.patient_id)
    session.connection().execute(_WRITE_STATUS.values(values), {"of": row.id})


class Waiting(NamedTuple):
    """What waits for the patient: a message since a moment, a check-in or a photo asked for."""

    unread_since: datetime | None = None
    entry_asked_at: datetime | None = None
    photo_asked_at: datetime | None = None


_OWN = (
    select(*GIVEN, Status.patient_unread_since, Status.entry_asked_at, Status.photo_asked_at)
    .join(Status, Status.recovery_id == RecoveryRow.id)
    .where(RecoveryRow.patient_id == bindparam("patient_id"))
    .order_by(RecoveryRow.treated_at.desc())
)


def own_treatments(session: Session, patient_id: str) -> list[tuple[Given, Waiting]]:
    """All treatments of a patient, newest first, each with what waits for them."""
    return [(Given(*row[:len(GIVEN)]), Waiting(*row[len(GIVEN):]))
            for row in plain_rows(session, _OWN, {"patient_id": patient_id})]


def statuses_of(session: Session, patient_id: str) -> Sequence[Status]:
    """The list rows of all of a patient's recoveries."""
    return session.scalars(select(Status).where(Status.patient_id == patient_id)).all()


class Standing(NamedTuple):
    """What the work on a recovery goes by: columns of its list row."""

    version: int
    assigned_to: int | None
    unread_since: datetime | None
    patient_unread_since: datetime | None
    entry_asked_at: datetime | None
    photo_asked_at: datetime | None


_STANDING = (
    select(*(getattr(Status, field) for field in Standing._fields))
    .where(Status.recovery_id == bindparam("recovery_id"))
)


def standing(session: Session, recovery_id: str) -> Standing:
    """How the work on a recovery stands."""
    return Standing(*session.execute(_STANDING, {"recovery_id": recovery_id}).one())
