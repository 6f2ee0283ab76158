"""Reading for the clinic's pages: the triage, and one recovery. Nothing is judged for a list;
a read of somebody's record leaves its row in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.days import day_number
from tracker.recovery.timeline import Timeline, load_timeline
from tracker.recovery.treatment import Recovery
from tracker.store import alarms, entries, outbox, recoveries, trail
from tracker.store.alerts import Alert, Audit, Note, Outbox
from tracker.store.database import writing
from tracker.store.health import EntryRow, Patient, RecoveryRow, Screening, Status
from tracker.store.recoveries import Place

PAGE = 50


Triaged = Status
"""A line of the triage, as the store keeps it."""


@dataclass(frozen=True)
class TriagePage:
    """One page of the clinic's recoveries, worst first; `more` is where the next one begins."""

    rows: Sequence[Status]
    counts: dict[int, int]
    more: Place | None


def triage(
    session: Session, viewer: Viewer, *, level: int | None = None, name_key: str = "",
    after: Place | None = None, now: datetime,
) -> TriagePage:
    """Who needs somebody now. Leaves one audit row for the look at the list."""
    with writing(session):
        rows = recoveries.triage_rows(
            session, level=level, name=name_key, after=after, limit=PAGE + 1
        )
        counts = recoveries.open_counts(session)
        trail.record(session, clinic_id=viewer.clinic_id, person_id=viewer.person_id, now=now,
                     action="list seen")
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    more = Place(last.rank, last.treated_at, last.recovery_id) if last else None
    return TriagePage(rows[:PAGE], counts, more)


@dataclass(frozen=True)
class RecoveryPage:
    """All that the page of one recovery shows."""

    row: RecoveryRow
    patient: Patient
    day: int
    recovery: Recovery
    timeline: Timeline
    level: int
    versions: Sequence[EntryRow]
    alerts: Sequence[Row[Alert, str, str]]
    notes: Sequence[Row[Note, str]]
    mails: Sequence[Outbox]
    trail: Sequence[Row[Audit, str]]
    screening: Screening | None


def read_recovery(
    session: Session, viewer: Viewer, recovery_id: str, *, now: datetime
) -> RecoveryPage:
    """One recovery as the clinic sees it; leaves an audit row. Raises NotFound."""
    with writing(session):
        found = recoveries.full_recovery(session, recovery_id)
        if found is None:
            raise NotFound(recovery_id)
        row, patient, screening = found
        trail.record(session, clinic_id=row.clinic_id, person_id=viewer.person_id, now=now,
                     action="recovery seen", patient_id=row.patient_id, recovery_id=row.id)
        versions = entries.all_versions(session, row.id)
        named = alarms.named_alerts(session, row.id)
        return RecoveryPage(
            row=row, patient=patient, day=day_number(row.treated_at, now, row.zone),
            recovery=entries.as_recovery(row, _current(versions)),
            timeline=load_timeline(row.modality),
            level=max((a.level for a, _, _ in named if a.resolved_at is None), default=0),
            versions=versions, alerts=named, notes=alarms.notes_of(session, row.id),
            mails=outbox.mails_of(session, row.id), trail=trail.of_recovery(session, row.id),
            screening=screening,
        )


def _current(versions: Sequence[EntryRow]) -> list[EntryRow]:
    return sorted((e for e in versions if e.current), key=lambda e: e.day)
