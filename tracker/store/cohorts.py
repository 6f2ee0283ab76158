"""Queries of many recoveries at once: numbers for the choices, and rows in batches.

Plain columns, no objects; the answers come as the text they are kept in, since most days repeat
the answers of another and need reading only once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, Text, bindparam, cast, func, select
from sqlalchemy.orm import Session, aliased

from tracker.recovery.cohort.burden import Told
from tracker.recovery.cohort.choosing import Chosen, Group
from tracker.store.alerts import Alert
from tracker.store.health import EntryRow, RecoveryRow
from tracker.store.people import Person

BATCH = 4_000
"""Recoveries read at once: some ten megabytes."""


class Started(NamedTuple):
    """A recovery: when it began, when the patient's next one did, and what moves its band."""

    id: str
    treated_at: datetime
    zone: str
    depth_mm: float
    fitzpatrick: int
    area: str
    passes: int | None
    next_at: datetime | None


class Answered(NamedTuple):
    """The answers that stand about a day, as text; `unseen` are others that stand beside them."""

    recovery_id: str
    day: int
    answers: str
    unseen: str | None


@dataclass(frozen=True)
class Chunk:
    """Some recoveries in the order of their ids, with their answers and alerts."""

    recoveries: Sequence[Started]
    answers: Sequence[Answered]
    alerts: Sequence[Told]


_GROUPS = (
    select(RecoveryRow.modality, RecoveryRow.depth_mm, RecoveryRow.device, RecoveryRow.treated_by,
           Person.name, RecoveryRow.fitzpatrick, func.count())
    .join(Person, Person.id == RecoveryRow.treated_by)
    .group_by(RecoveryRow.modality, RecoveryRow.depth_mm, RecoveryRow.device,
              RecoveryRow.treated_by, Person.name, RecoveryRow.fitzpatrick)
)


def groups(session: Session) -> list[Group]:
    """How many recoveries of the clinic there are of each kind."""
    return [Group(*row) for row in session.execute(_GROUPS)]


def chunks(session: Session, chosen: Chosen, size: int = BATCH) -> Iterator[Chunk]:
    """The chosen recoveries of the clinic, so many at once (keyset by id)."""
    told = {**_told(chosen), "most": size}
    which = frozenset(name for name in vars(chosen) if getattr(chosen, name) is not None)
    asked = _statements(which)
    after = ""
    while True:
        found = [Started(*row)
                 for row in session.execute(asked.recoveries, {**told, "after": after})]
        if not found:
            return
        within = {**told, "after": after, "upto": found[-1].id}
        yield Chunk(found, [Answered(*row) for row in session.execute(asked.answers, within)],
                    [Told(*row) for row in session.execute(asked.alerts, within)])
        if len(found) < size:
            return
        after = found[-1].id


def _told(chosen: Chosen) -> dict[str, object]:
    told: dict[str, object] = {"modality": chosen.modality, "device": chosen.device,
                               "operator": chosen.operator}
    if chosen.depth:
        told |= {"above": chosen.depth[0], "deepest": chosen.depth[1]}
    if chosen.skin:
        told |= {"lightest": chosen.skin[0], "darkest": chosen.skin[1]}
    return told


_later = aliased(RecoveryRow)
_NEXT_AT = (
    select(func.min(_later.treated_at))
    .where(_later.patient_id == RecoveryRow.patient_id,
           _later.treated_at > RecoveryRow.treated_at)
    .scalar_subquery()
)


class _Statements(NamedTuple):
    recoveries: Executable
    answers: Executable
    alerts: Executable


@lru_cache(maxsize=32)
def _statements(which: frozenset[str]) -> _Statements:
    """The three statements for recoveries of which so much is chosen."""
    chosen = [RecoveryRow.id > bindparam("after"), *_conditions(which)]
    within = [*chosen, RecoveryRow.id <= bindparam("upto")]
    # Said of both sides of the join, so that neither is walked through as a whole.
    recoveries = select(
        RecoveryRow.id, RecoveryRow.treated_at, RecoveryRow.zone, RecoveryRow.depth_mm,
        RecoveryRow.fitzpatrick, cast(RecoveryRow.area, Text), RecoveryRow.passes, _NEXT_AT,
    ).where(*chosen).order_by(RecoveryRow.id).limit(bindparam("most"))
    answers = (
        select(EntryRow.recovery_id, EntryRow.day, cast(EntryRow.answers, Text),
               cast(EntryRow.unseen, Text))
        .join(RecoveryRow, RecoveryRow.id == EntryRow.recovery_id)
        .where(EntryRow.current, EntryRow.recovery_id > bindparam("after"),
               EntryRow.recovery_id <= bindparam("upto"), *within)
    )
    alerts = (
        select(Alert.recovery_id, Alert.kind, Alert.level, Alert.raised_at,
               Alert.acknowledged_at, Alert.resolved_at, Alert.outcome)
        .join(RecoveryRow, RecoveryRow.id == Alert.recovery_id)
        .where(Alert.recovery_id > bindparam("after"), Alert.recovery_id <= bindparam("upto"),
               *within)
    )
    return _Statements(recoveries, answers, alerts)


def _conditions(which: frozenset[str]) -> list[ColumnElement[bool]]:
    ways: dict[str, tuple[ColumnElement[bool], ...]] = {
        "modality": (RecoveryRow.modality == bindparam("modality"),),
        "depth": (RecoveryRow.depth_mm > bindparam("above"),
                  RecoveryRow.depth_mm <= bindparam("deepest")),
        "device": (RecoveryRow.device == bindparam("device"),),
        "operator": (RecoveryRow.treated_by == bindparam("operator"),),
        "skin": (RecoveryRow.fitzpatrick.between(bindparam("lightest"), bindparam("darkest")),),
    }
    return [one for name in sorted(which) for one in ways[name]]
