"""Reading the trail of a whole clinic: searched, page by page, or taken away as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.patients import find_patients
from tracker.care.viewer import NotFound, Viewer
from tracker.store import recoveries, trail, trail_search
from tracker.store.people import AUDITOR, MANAGER
from tracker.store.trail_search import Found, Place, Search

READERS = frozenset({MANAGER, AUDITOR})
"""The roles that read their clinic's whole trail; the pages' doorkeeper asks the same."""
PAGE = 100
BATCH = 1000


@dataclass(frozen=True)
class TrailPage:
    """Some rows, the newest first; `more` is the place of the last one where earlier ones follow.
    `patient` names whoever was looked for, empty where their record is erased."""

    rows: Sequence[Found]
    more: Place | None
    patient: str


def may_read(viewer: Viewer) -> bool:
    """Whether somebody reads the clinic's whole trail."""
    return not viewer.is_patient and bool(viewer.roles & READERS)


def _reader(viewer: Viewer) -> None:
    if not may_read(viewer):
        raise NotFound("trail")


def choices(session: Session, viewer: Viewer) -> tuple[dict[int, str], Sequence[str]]:
    """Whom and what can be looked for: staff by number, and every action that the trail knows.

    Raises NotFound.
    """
    _reader(viewer)
    people = dict(trail_search.staff(session, viewer.clinic_id))
    return people, trail_search.actions(session)


def patients_meant(
    session: Session, viewer: Viewer, typed: str, *, now: datetime
) -> Sequence[tuple[str, str]]:
    """Id and name of each patient whose name begins so; else the record of that very id, whose name
    is empty where it is erased. Raises NotFound."""
    _reader(viewer)
    found = [(patient.id, patient.name)
             for patient in find_patients(session, viewer, typed, now=now)]
    if not found and trail_search.about(session, typed[:24]):
        return [(typed[:24], "")]
    return found


def read_trail(
    session: Session, viewer: Viewer, search: Search, before: Place | None, *, now: datetime
) -> TrailPage:
    """The rows before a place. Leaves its own row. Raises NotFound."""
    _reader(viewer)
    rows = trail_search.found(session, search, PAGE + 1, before)
    patient = recoveries.patient(session, search.patient_id) if search.patient_id else None
    trail.looked(session, viewer, "trail searched", now, patient_id=search.patient_id,
                 detail=_words(search))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return TrailPage(rows[:PAGE], (last.at, last.id) if last else None,
                     patient.name if patient else "")


def take_trail(
    session: Session, viewer: Viewer, search: Search, *, now: datetime
) -> Iterator[Found]:
    """All rows of what is looked for, the newest first, read as they are asked for.

    Leaves its own row at once. Raises NotFound.
    """
    _reader(viewer)
    trail.looked(session, viewer, "trail exported", now, patient_id=search.patient_id,
                 detail=_words(search))
    return _all(session, search)


def _all(session: Session, search: Search) -> Iterator[Found]:
    before: Place | None = None
    while rows := trail_search.found(session, search, BATCH, before):
        yield from rows
        before = rows[-1].at, rows[-1].id


def _words(search: Search) -> str:
    """What was looked for, for the trail: numbers and words that are in it anyway."""
    told = (f"person {search.person_id}" if search.person_id else "", search.action or "",
            f"from {search.since:%Y-%m-%d %H:%M}" if search.since else "",
            f"until {search.until:%Y-%m-%d %H:%M}" if search.until else "")
    return ", ".join(filter(None, told))
