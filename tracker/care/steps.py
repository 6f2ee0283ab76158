"""Who saw or changed what of one recovery, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.viewer import NotFound, Viewer
from tracker.store import full_recoveries, trail
from tracker.store.trail import Step

PAGE = 100


@dataclass(frozen=True)
class StepsPage:
    """Some steps, the newest first; `more` is the moment and number of the last one where earlier
    ones follow."""

    patient_name: str
    steps: Sequence[Step]
    more: tuple[datetime, int] | None


def steps_of(
    session: Session, viewer: Viewer, recovery_id: str, before: tuple[datetime, int] | None,
    *, now: datetime,
) -> StepsPage:
    """The steps before the one of that moment and number. Leaves its own step behind.

    Raises NotFound.
    """
    found = full_recoveries.full_recovery(session, recovery_id)
    if found is None:
        raise NotFound(recovery_id)
    steps = trail.of_recovery(session, recovery_id, PAGE + 1, before)
    trail.looked(session, viewer, "steps seen", now, patient_id=found[1].id,
                 recovery_id=recovery_id)
    last = steps[PAGE - 1] if len(steps) > PAGE else None
    return StepsPage(found[1].name, steps[:PAGE], (last.at, last.id) if last else None)
