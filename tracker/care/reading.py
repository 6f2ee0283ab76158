"""Reading one recovery for the clinic's pages; it leaves its row in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.care.alerts import UNDO
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.days import day_number
from tracker.recovery.timeline import Timeline, load_timeline
from tracker.recovery.treatment import Recovery
from tracker.store import (
    alarms,
    entries,
    full_recoveries,
    messages,
    outbox,
    people_queries,
    photos,
    recoveries,
    trail,
)
from tracker.store.alarms import Named
from tracker.store.alerts import Alert
from tracker.store.entries import Written
from tracker.store.full_recoveries import LastStep, Screened, Whose
from tracker.store.given import Given
from tracker.store.health import Clearance
from tracker.store.messages import Words
from tracker.store.outbox import Delivery
from tracker.store.photos import PhotoRow
from tracker.store.statuses import Standing
from tracker.store.trail import Step

STEPS = 12
"""So many of the newest steps stand on a recovery's page; all have a page of their own."""


@dataclass(frozen=True)
class Episode:
    """One illness: its alerts, the worst first, and who took and who closed it."""

    alerts: Sequence[Alert]
    taker: str | None
    resolver: str | None
    holder: str | None
    setter: str | None

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

    row: Given
    recovery: Recovery


@dataclass(frozen=True)
class RecoveryPage:
    """All that the page of one recovery shows; `undoable` is the step that the viewer may take
    back just now, `colleagues` are those whom something open can be given to, `others` the
    patient's further recoveries."""

    row: Given
    patient: Whose
    day: int
    recovery: Recovery
    timeline: Timeline
    versions: Sequence[Written]
    episodes: Sequence[Episode]
    words: Sequence[Words]
    standing: Standing
    undoable: str
    colleagues: Sequence[Row[int, str]]
    mails: Sequence[Delivery]
    steps: Sequence[Step]
    screening: Screened | None
    decisions: Sequence[Row[Clearance, str]]
    photos: Sequence[PhotoRow]
    others: Sequence[Given]
    beside: Beside | None

    @property
    def level(self) -> int:
        """The worst open level."""
        return max((e.worst.weight for e in self.episodes if e.open), default=0)

    @property
    def notes(self) -> list[Words]:
        """What clinicians noted among themselves, the newest first."""
        return [one for one in reversed(self.words) if one.note]

    @property
    def messages(self) -> list[Words]:
        """What the clinic and the patient wrote to each other, the oldest first."""
        return [one for one in self.words if not one.note]

    @property
    def holder(self) -> str | None:
        """Who has what is open."""
        return next((e.holder for e in self.episodes if e.open and e.holder), None)

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
    page = gather(session, viewer, recovery_id, beside, now)
    for row in (page.row, *([page.beside.row] if page.beside else [])):
        trail.looked(session, viewer, "recovery seen", now, patient_id=row.patient_id,
                     recovery_id=row.id)
    return page


def gather(
    session: Session, viewer: Viewer, recovery_id: str, beside: str | None, now: datetime
) -> RecoveryPage:
    """All that is known of one recovery; the caller leaves the trail. Raises NotFound."""
    found = full_recoveries.with_others(session, recovery_id)
    if found is None:
        raise NotFound(recovery_id)
    (row, patient, screening, standing, last, there), others = found
    versions = entries.all_versions(session, row.id)
    episodes = _episodes(alarms.named_alerts(session, row.id)) if there.alerts else []
    open_ones = any(episode.open for episode in episodes)
    return RecoveryPage(
        row=row, patient=patient, day=day_number(row.treated_at, now, row.zone),
        recovery=entries.as_recovery(row, _current(versions)),
        timeline=load_timeline(row.modality), versions=versions,
        episodes=episodes,
        words=messages.words_of(session, row.id) if there.words else [], standing=standing,
        undoable=_undoable(last, viewer, now),
        colleagues=people_queries.colleagues(session, viewer.clinic_id) if open_ones else (),
        mails=outbox.mails_of(session, row.id),
        steps=trail.of_recovery(session, row.id, STEPS), screening=screening,
        decisions=recoveries.decided(session, screening.id) if _found(screening) else (),
        photos=photos.of_recovery(session, row.id) if there.photos else [], others=others,
        beside=_beside(session, others, beside),
    )


def _beside(
    session: Session, others: Sequence[Given], chosen: str | None
) -> Beside | None:
    """The chosen one of the others, read only when asked for. Raises NotFound."""
    if chosen is None:
        return None
    row = next((other for other in others if other.id == chosen), None)
    if row is None:
        raise NotFound(chosen)
    return Beside(row, entries.as_recovery(row, entries.current_entries(session, row.id)))


def _found(screening: Screened | None) -> TypeGuard[Screened]:
    return screening is not None and any(screening.answers.values())


def _undoable(last: LastStep, viewer: Viewer, now: datetime) -> str:
    """The newest step in words, where it may be taken back."""
    if not last.kept or last.made_by != viewer.person_id or last.made_at is None:
        return ""
    return str(last.action) if now - last.made_at <= UNDO else ""


def _episodes(named: Sequence[Named]) -> list[Episode]:
    """The alerts by illness: what is open first, the worst first."""
    grouped: dict[tuple[str, datetime | None], list[Named]] = {}
    for found in named:
        grouped.setdefault((found.alert.kind, found.alert.resolved_at), []).append(found)
    episodes = []
    for told in grouped.values():
        told.sort(key=lambda found: (-found.alert.weight, -found.alert.level))
        episodes.append(Episode([found.alert for found in told], *told[0][1:]))
    return sorted(episodes, key=lambda e: (not e.open, -e.worst.weight, -e.worst.id))


def _current(versions: Sequence[Written]) -> list[Written]:
    return sorted((e for e in versions if e.current), key=lambda e: e.day)
