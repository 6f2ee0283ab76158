"""What other systems read: recoveries, one of them, and open alerts. Each look leaves its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.own_recovery import OwnRecovery, read_own
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.guidance import Guidance, guide
from tracker.store import alarms, full_recoveries, trail, triage
from tracker.store.alarms import OpenAlert
from tracker.store.full_recoveries import Whose
from tracker.store.given import Given
from tracker.store.triage import Line, Place


@dataclass(frozen=True)
class Course:
    """One recovery so far, judged anew, and whose it is."""

    patient: Whose
    own: OwnRecovery

    @property
    def level(self) -> int:
        """The worst open level that the clinic goes by."""
        return max((a.weight for a in self.own.alerts if a.resolved_at is None), default=0)

    def guidance(self, day: int) -> Guidance:
        """What the patient is told about an answered day."""
        own = self.own
        return guide(own.recovery, own.assessment, own.timeline, day, own.settled)


def listed(
    session: Session, viewer: Viewer, after: Place | None, limit: int, *, now: datetime
) -> tuple[Sequence[Line], Place | None]:
    """So many recoveries that the viewer may see, worst first, and where the next page begins."""
    lines = triage.lines(session, state=None, keeper=None, name="", after=after, limit=limit + 1)
    trail.looked(session, viewer, "own list seen" if viewer.is_patient else "list seen", now,
                 patient_id=viewer.patient_id if viewer.is_patient else None)
    last = lines[limit - 1] if len(lines) > limit else None
    return lines[:limit], Place(last.rank, last.treated_at, last.recovery_id) if last else None


def course(session: Session, viewer: Viewer, recovery_id: str, *, now: datetime) -> Course:
    """One recovery that the viewer may see. Raises NotFound."""
    found = gather(session, recovery_id, now)
    seen(session, viewer, found.own.row, now)
    return found


def gather(session: Session, recovery_id: str, now: datetime) -> Course:
    """The same; the caller leaves the trail. Raises NotFound."""
    full = full_recoveries.full_recovery(session, recovery_id)
    if full is None:
        raise NotFound(recovery_id)
    return Course(full.patient, read_own(session, full.row, [full.row], now))


def seen(session: Session, viewer: Viewer, row: Given, now: datetime) -> None:
    """Leave the row of a look at a recovery."""
    trail.looked(session, viewer, "own recovery seen" if viewer.is_patient else "recovery seen",
                 now, patient_id=row.patient_id, recovery_id=row.id)


def open_alerts(
    session: Session, viewer: Viewer, before: tuple[datetime, int] | None, limit: int,
    *, now: datetime,
) -> tuple[Sequence[OpenAlert], tuple[datetime, int] | None]:
    """So many open alerts of the clinic, newest first, and where the next page begins."""
    found = alarms.open_alerts(session, limit + 1, before)
    trail.looked(session, viewer, "alerts listed", now)
    last = found[limit - 1].alert if len(found) > limit else None
    return found[:limit], (last.raised_at, last.id) if last else None
