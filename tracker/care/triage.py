"""The triage: who needs somebody now. Nothing is judged for a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care import erasure
from tracker.care.delivery import DeliveryState, delivery_state
from tracker.care.viewer import Viewer
from tracker.store import trail
from tracker.store import triage as lists
from tracker.store.people import CLINICIAN, MANAGER
from tracker.store.triage import Line, Place

PAGE = 50
MOST_COUNTED = 200
"""Each group is counted up to here: a list must not slow down as a clinic grows."""


@dataclass(frozen=True)
class TriagePage:
    """One page of recoveries, worst first; `more` is where the next one begins, `counts` how many
    are in each group, `newest` when the clinic's newest alert was raised.

    `erasures` are the patients who wait to be erased: id, name, and until when to answer.
    """

    rows: Sequence[Line]
    counts: Mapping[str, int]
    more: Place | None
    delivery: DeliveryState
    erasures: Sequence[tuple[str, str, datetime]]
    newest: datetime | None


def triage(
    session: Session, viewer: Viewer, *, state: str | None = None, own: bool = False,
    name_key: str = "", after: Place | None = None, now: datetime,
) -> TriagePage:
    """Who needs somebody now, all or of one group. Leaves one audit row for the look at the list.

    `own`: whom the viewer treated or has, and what may not wait for whose it is.
    """
    keeper = viewer.person_id if own else None
    # Counted first: an alert that comes in between is news to the list once more, never missed.
    counts, newest = lists.tally(session, keeper, MOST_COUNTED)
    rows = lists.lines(session, state=state, keeper=keeper, name=name_key, after=after,
                       limit=PAGE + 1)
    delivery = delivery_state(session, now)
    trail.looked(session, viewer, "list seen", now)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    more = Place(last.rank, last.treated_at, last.recovery_id) if last else None
    return TriagePage(rows[:PAGE], counts, more, delivery, erasure.waiting(session), newest)


def newest_alert(session: Session) -> datetime | None:
    """When the clinic's newest alert was raised: asked by open lists, about nobody."""
    return lists.newest_alert(session)


def begins_with_own(viewer: Viewer) -> bool:
    """Whether the list begins with the viewer's own: managers and auditors see the whole clinic."""
    return CLINICIAN in viewer.roles and MANAGER not in viewer.roles
