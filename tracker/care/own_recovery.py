"""A patient's own recovery: what the check-in, the page after saving and the history need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.entries import FOLLOWED_DAYS
from tracker.care.judging import settled_days
from tracker.care.viewer import NotFound, Viewer
from tracker.duty.team import NOBODY
from tracker.recovery.assess import assess
from tracker.recovery.assessment import Assessment, Level
from tracker.recovery.days import day_number
from tracker.recovery.entry import Entry
from tracker.recovery.guidance import Guidance, guide
from tracker.recovery.timeline import Timeline, load_timeline
from tracker.recovery.treatment import Recovery
from tracker.store import alarms, entries, outbox, statuses, trail
from tracker.store.alerts import CARRIED, QUEUED, SENT, Alert
from tracker.store.entries import Written
from tracker.store.given import Given
from tracker.store.outbox import Delivery
from tracker.store.people import Clinic
from tracker.store.statuses import Waiting

NOTHING_WAITS = Waiting()


@dataclass(frozen=True)
class OwnRecovery:
    """One recovery as its patient sees it; `treatments` are all of theirs, newest first."""

    row: Given
    treatments: Sequence[Given]
    clinic: Clinic
    today: int
    recovery: Recovery
    timeline: Timeline
    assessment: Assessment
    entries: Sequence[Written]
    alerts: Sequence[Alert]
    mails: Sequence[Delivery]
    settled: Mapping[str, int]
    waiting: Waiting

    def entry_on(self, day: int) -> Written | None:
        """The current entry about a day."""
        return next((e for e in self.entries if e.day == day), None)

    def answer_on(self, day: int) -> Entry | None:
        """What counts about a day: of two answers that stand, the graver."""
        return next((e for e in self.recovery.entries if e.day == day), None)

    def guidance(self, day: int) -> Guidance:
        """What to tell the patient about an answered day."""
        return guide(self.recovery, self.assessment, self.timeline, day, self.settled)

    @property
    def open_today(self) -> bool:
        """Whether there is still something to check in for."""
        return 0 <= self.today <= FOLLOWED_DAYS

    @property
    def address(self) -> Mapping[str, str]:
        """What links add to name this recovery: nothing for the newest."""
        return {} if self.row is self.treatments[0] else {"recovery": self.row.id}

    @property
    def told(self) -> str:
        """Whether the clinic knows of what is open: sent, queued or nobody; "" for nothing open.

        What waits for the clinic's hour counts as queued.
        """
        open_ids = {a.id for a in self.alerts
                    if a.resolved_at is None and a.level >= Level.CONCERN}
        states = {mail.state for mail in self.mails if mail.alert_id in open_ids}
        if not open_ids:
            return ""
        if SENT in states:
            return SENT
        waiting = states & {QUEUED, CARRIED} or any(
            a.id in open_ids and a.told_stage == NOBODY and a.tell_at for a in self.alerts)
        return QUEUED if waiting else "nobody"


def own_recovery(
    session: Session, viewer: Viewer, recovery_id: str | None = None, *, now: datetime
) -> OwnRecovery | None:
    """The signed-in patient's recovery (the newest where none is named); None before the first.

    Leaves an audit row. Raises NotFound for a recovery that is not theirs.
    """
    if viewer.patient_id is None:
        return None
    if viewer.only_recovery is not None:
        recovery_id = recovery_id or viewer.only_recovery
    found = [(row, waiting) for row, waiting in statuses.own_treatments(session, viewer.patient_id)
             if viewer.only_recovery in (None, row.id)]
    treatments = [row for row, _ in found]
    row, waiting = next(
        (one for one in found if recovery_id in (None, one[0].id)), (None, NOTHING_WAITS))
    if row is None:
        if recovery_id:
            raise NotFound(recovery_id)
        return None
    trail.looked(session, viewer, "own recovery seen", now, patient_id=row.patient_id,
                 recovery_id=row.id)
    return read_own(session, row, treatments, now, waiting)


def read_own(
    session: Session, row: Given, treatments: Sequence[Given], now: datetime,
    waiting: Waiting = NOTHING_WAITS,
) -> OwnRecovery:
    """One of a patient's treatments with all that is known of it; the caller leaves the trail."""
    current = entries.current_entries(session, row.id)
    alerts, mails = alarms.alerts_of(session, row.id), outbox.mails_of(session, row.id)
    clinic, settled = alarms.clinic(session, row.clinic_id), settled_days(row, alerts)
    recovery, timeline = entries.as_recovery(row, current), load_timeline(row.modality)
    return OwnRecovery(
        row=row, treatments=treatments, clinic=clinic, entries=current, alerts=alerts,
        mails=mails, today=day_number(row.treated_at, now, row.zone), recovery=recovery,
        timeline=timeline,
        assessment=assess(recovery, timeline, false_alerts=row.false_alerts, settled=settled),
        settled=settled, waiting=waiting,
    )
