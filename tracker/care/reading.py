"""Reading for the clinic's pages: the triage, and one recovery. Nothing is judged for a list;
a read of somebody's record leaves its row in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.care import erasure
from tracker.care.delivery import DeliveryState, delivery_state
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.days import day_number
from tracker.recovery.timeline import Timeline, load_timeline
from tracker.recovery.treatment import Recovery
from tracker.store import alarms, entries, outbox, photos, recoveries, trail
from tracker.store import triage as lists
from tracker.store.alerts import Alert, Note
from tracker.store.health import (
    Clearance,
    EntryRow,
    Patient,
    RecoveryRow,
    Screening,
)
from tracker.store.outbox import Delivery
from tracker.store.photos import PhotoRow
from tracker.store.trail import Step
from tracker.store.triage import Line, Place

PAGE = 50
STEPS = 12
"""So many of the newest steps stand on a recovery's page; all have a page of their own."""
MOST_COUNTED = 1000
"""Healing recoveries are counted up to here: a list must not slow down as a clinic grows."""


@dataclass(frozen=True)
class TriagePage:
    """One page of the clinic's recoveries, worst first; `more` is where the next one begins.

    `erasures` are the patients who wait to be erased: id, name, and until when to answer.
    """

    rows: Sequence[Line]
    counts: dict[int, int]
    more: Place | None
    delivery: DeliveryState
    erasures: Sequence[tuple[str, str, datetime]]


def triage(
    session: Session, viewer: Viewer, *, level: int | None = None, name_key: str = "",
    after: Place | None = None, now: datetime,
) -> TriagePage:
    """Who needs somebody now. Leaves one audit row for the look at the list."""
    rows = lists.lines(session, level=level, name=name_key, after=after, limit=PAGE + 1)
    counts = lists.counts(session, MOST_COUNTED)
    delivery = delivery_state(session, now)
    trail.looked(session, viewer, "list seen", now)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    more = Place(last.rank, last.treated_at, last.recovery_id) if last else None
    return TriagePage(rows[:PAGE], counts, more, delivery, erasure.waiting(session))


@dataclass(frozen=True)
class Episode:
    """One illness: its alerts, the worst first, and who took and who closed it."""

    alerts: Sequence[Alert]
    taker: str | None
    resolver: str | None

    @property
    def worst(self) -> Alert:
        """The alert that stands for it."""
        return self.alerts[0]

    @property
    def open(self) -> bool:
        """Whether it is still to be resolved."""
        return self.worst.resolved_at is None


@dataclass(frozen=True)
class Beside:
    """Another recovery of the same patient, to be seen beside this one."""

    row: RecoveryRow
    recovery: Recovery


@dataclass(frozen=True)
class RecoveryPage:
    """All that the page of one recovery shows; `others` are the patient's further recoveries."""

    row: RecoveryRow
    patient: Patient
    day: int
    recovery: Recovery
    timeline: Timeline
    versions: Sequence[EntryRow]
    episodes: Sequence[Episode]
    notes: Sequence[Row[Note, str]]
    mails: Sequence[Delivery]
    steps: Sequence[Step]
    screening: Screening | None
    decisions: Sequence[Row[Clearance, str]]
    photos: Sequence[PhotoRow]
    others: Sequence[RecoveryRow]
    beside: Beside | None

    @property
    def level(self) -> int:
        """The worst open level."""
        return max((e.worst.level for e in self.episodes if e.open), default=0)

    @property
    def waiting(self) -> bool:
        """Whether something open has been taken by nobody."""
        return any(e.open and any(a.acknowledged_at is None for a in e.alerts)
                   for e in self.episodes)


def read_recovery(
    session: Session, viewer: Viewer, recovery_id: str, *, beside: str | None = None,
    now: datetime,
) -> RecoveryPage:
    """One recovery as the clinic sees it, if asked for with another of the same patient `beside`.

    Leaves an audit row of each. Raises NotFound.
    """
    page = gather(session, recovery_id, beside, now)
    for row in (page.row, *([page.beside.row] if page.beside else [])):
        trail.looked(session, viewer, "recovery seen", now, patient_id=row.patient_id,
                     recovery_id=row.id)
    return page


def gather(
    session: Session, recovery_id: str, beside: str | None, now: datetime
) -> RecoveryPage:
    """All that is known of one recovery; the caller leaves the trail. Raises NotFound."""
    found = recoveries.with_others(session, recovery_id)
    if found is None:
        raise NotFound(recovery_id)
    (row, patient, screening), others = found
    versions = entries.all_versions(session, row.id)
    return RecoveryPage(
        row=row, patient=patient, day=day_number(row.treated_at, now, row.zone),
        recovery=entries.as_recovery(row, _current(versions)),
        timeline=load_timeline(row.modality), versions=versions,
        episodes=_episodes(alarms.named_alerts(session, row.id)),
        notes=alarms.notes_of(session, row.id), mails=outbox.mails_of(session, row.id),
        steps=trail.of_recovery(session, row.id, STEPS), screening=screening,
        decisions=recoveries.decided(session, screening.id) if _found(screening) else (),
        photos=photos.of_recovery(session, row.id), others=others,
        beside=_beside(session, others, beside),
    )


def _beside(
    session: Session, others: Sequence[RecoveryRow], chosen: str | None
) -> Beside | None:
    """The chosen one of the others, read only when asked for. Raises NotFound."""
    if chosen is None:
        return None
    row = next((other for other in others if other.id == chosen), None)
    if row is None:
        raise NotFound(chosen)
    return Beside(row, entries.as_recovery(row, entries.current_entries(session, row.id)))


def _found(screening: Screening | None) -> TypeGuard[Screening]:
    return screening is not None and any(screening.answers.values())


def _episodes(named: Sequence[Row[Alert, str, str]]) -> list[Episode]:
    """The alerts by illness: what is open first, the worst first."""
    grouped: dict[tuple[str, datetime | None], list[Row[Alert, str, str]]] = {}
    for found in named:
        grouped.setdefault((found[0].kind, found[0].resolved_at), []).append(found)
    episodes = []
    for told in grouped.values():
        told.sort(key=lambda found: -found[0].level)
        episodes.append(Episode([found[0] for found in told], told[0][1], told[0][2]))
    return sorted(episodes, key=lambda e: (not e.open, -e.worst.level, -e.worst.id))


def _current(versions: Sequence[EntryRow]) -> list[EntryRow]:
    return sorted((e for e in versions if e.current), key=lambda e: e.day)
