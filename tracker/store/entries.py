"""Queries of entries, and their way to the domain and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from tracker.recovery.assessment import Assessment
from tracker.recovery.entry import Entry
from tracker.recovery.treatment import Recovery, Treatment
from tracker.store.alerts import Alert
from tracker.store.given import GIVEN, Given
from tracker.store.health import EntryRow, RecoveryRow
from tracker.store.rows import add_row
from tracker.store.scope import plain_rows


@dataclass(frozen=True, slots=True)
class _Stored:
    """A version of a day."""

    id: int
    day: int
    version: int
    current: bool
    submitted: int
    answers: dict[str, Any]
    unseen: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Version(_Stored):
    """What saving another one must know of a stored version of a day."""

    key: str | None


@dataclass(frozen=True, slots=True)
class Written(_Stored):
    """A stored version of a day, as it is read."""

    note: str | None
    made_at: datetime
    answered_at: datetime | None


_WRITTEN = (
    select(*(getattr(EntryRow, field.name) for field in fields(Written)))
    .where(EntryRow.recovery_id == bindparam("recovery_id"))
)
_VERSIONS = _WRITTEN.order_by(EntryRow.day.desc(), EntryRow.version.desc())
_KEPT = _WRITTEN.where(EntryRow.key == bindparam("key")).add_columns(EntryRow.assessment)
_CURRENT = _WRITTEN.where(EntryRow.current).order_by(EntryRow.day)


class Answered(Protocol):
    """Anything that holds the answers about a day."""

    @property
    def day(self) -> int:
        """The day they are about."""

    @property
    def submitted(self) -> int:
        """The day on which they were sent."""

    @property
    def answers(self) -> Mapping[str, Any]:
        """Each field with its answer."""

    @property
    def unseen(self) -> Mapping[str, Any] | None:
        """The answers of another version that stands beside this one."""


_NEW = [field.name for field in fields(Version) if field.name != "id"]
_SO_FAR = (
    select(*GIVEN, select(Alert.id).where(Alert.recovery_id == RecoveryRow.id).exists(),
           *(getattr(EntryRow, field.name) for field in fields(Version)))
    .outerjoin(EntryRow, EntryRow.recovery_id == RecoveryRow.id)
    .where(RecoveryRow.id == bindparam("recovery_id"))
)
_TO_VERSION = len(GIVEN) + 1


class SoFar(NamedTuple):
    """A recovery before something is saved: every version of every day (without notes: they need
    not be decrypted), and whether there is an alert."""

    row: Given
    versions: Sequence[Version]
    flagged: bool


def so_far(session: Session, recovery_id: str) -> SoFar | None:
    """What saving goes by, to be asked once the recovery is held."""
    rows = plain_rows(session, _SO_FAR, {"recovery_id": recovery_id})
    if not rows:
        return None
    return SoFar(Given(*rows[0][:len(GIVEN)]),
                 [Version(*row[_TO_VERSION:]) for row in rows if row[_TO_VERSION] is not None],
                 bool(rows[0][len(GIVEN)]))


def current_entries(session: Session, recovery_id: str) -> list[Written]:
    """The newest version of each day, by day."""
    return [Written(*row) for row in
            plain_rows(session, _CURRENT, {"recovery_id": recovery_id})]


def all_versions(session: Session, recovery_id: str) -> list[Written]:
    """Every version of every day, newest day and version first."""
    return [Written(*row) for row in
            plain_rows(session, _VERSIONS, {"recovery_id": recovery_id})]


def add_version(
    session: Session, row: Given, new: Version, **more: Any
) -> None:
    """Add a version of a day, with `more` of its columns; it gets its number as it is stored."""
    told = {name: getattr(new, name) for name in _NEW}
    add_row(session, EntryRow, {"clinic_id": row.clinic_id, "patient_id": row.patient_id,
                                "recovery_id": row.id, **told, **more})


def kept_under(
    session: Session, recovery_id: str, key: str
) -> tuple[Written, dict[str, Any]] | None:
    """The version that was sent with this key, and what was said of it."""
    for *row, assessment in plain_rows(session, _KEPT, {"recovery_id": recovery_id, "key": key}):
        return Written(*row), assessment
    return None


def retire(session: Session, entry: Version) -> None:
    """Keep a version that is no longer current."""
    session.execute(update(EntryRow).where(EntryRow.id == entry.id).values(current=False))


def as_entry(row: Answered) -> Entry:
    """The stored entry as the domain's value: of two that stand, the graver of each answer."""
    entry = Entry.from_answers(row.answers, day=row.day, submitted=row.submitted)
    if row.unseen is None:
        return entry
    return entry.or_worse(Entry.from_answers(row.unseen, day=row.day, submitted=row.submitted))


def as_recovery(row: Given, entries: Sequence[Answered]) -> Recovery:
    """The stored recovery as the domain's value."""
    treatment = Treatment(
        modality=row.modality,
        depth_mm=row.depth_mm,
        passes=row.passes,
        area=tuple(row.area),
        product=row.product,
    )
    return Recovery(
        id=row.id,
        fitzpatrick=row.fitzpatrick,
        treatment=treatment,
        entries=tuple(as_entry(entry) for entry in entries),
        cold_sores=row.cold_sores,
    )


def as_judged(assessment: Assessment) -> dict[str, Any]:
    """What the core said, as it is kept with the entry."""
    return {
        "level": assessment.level.word,
        "timeline": assessment.timeline_version,
        "flags": [
            {"day": f.day, "kind": f.kind, "level": f.level.word, "reasons": list(f.reasons)}
            for f in assessment.flags
        ],
    }
