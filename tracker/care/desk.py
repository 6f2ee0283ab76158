"""Working on a recovery: held, at the version that the page showed, each step numbered.

Two clinicians never overwrite each other unseen: every form carries the version that its page
showed, and one that has grown stale is refused with what was done meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.care.judging import list_values
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.timeline import load_timeline
from tracker.store import alarms, entries, recoveries, statuses, trail, work
from tracker.store.alerts import Alert
from tracker.store.database import writing
from tracker.store.given import Given
from tracker.store.statuses import Standing
from tracker.store.work import Change

Asked = Mapping[str, object]
KEPT = ("acknowledged_at", "acknowledged_by", "assigned_to", "override_level", "override_reason",
        "override_by", "override_at", "resolved_at", "resolved_by", "outcome", "outcome_words")
"""The columns of an alert that a step may change."""


class Stale(Exception):
    """The page that was answered showed an earlier state; `changes` is what was done since."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__("stale")
        self.changes = changes


@dataclass(frozen=True)
class Desk:
    """A recovery being worked on, held: no entry and no colleague comes in between.

    `before` is how the alerts stood when it was opened.
    """

    session: Session
    viewer: Viewer
    row: Given
    alerts: Sequence[Alert]
    standing: Standing
    asked: Asked
    before: Mapping[str, Mapping[str, Any]]
    now: datetime

    @property
    def open(self) -> list[Alert]:
        """The alerts that are not resolved."""
        return [alert for alert in self.alerts if alert.resolved_at is None]

    def episode(self, alert_id: int) -> list[Alert]:
        """The open alerts of the same kind, whatever their level: they are one illness.

        Raises NotFound.
        """
        kind = next((alert.kind for alert in self.alerts if alert.id == alert_id), None)
        if kind is None:
            raise NotFound(alert_id)
        return [alert for alert in self.open if alert.kind == kind]

    def touched(self, action: str, alerts: Iterable[Alert], *, undoable: bool = True) -> None:
        """Bring the list row up to date with these changed alerts and leave the step behind."""
        numbers = [alert.id for alert in alerts]
        recovery = entries.as_recovery(self.row, entries.current_entries(self.session, self.row.id))
        values = list_values(self.session, self.alerts, recovery, load_timeline(self.row.modality))
        kept = {str(number): dict(self.before[str(number)]) for number in numbers}
        self.step(action, values, before=kept if undoable else None,
                  detail="alert " + ", ".join(map(str, numbers)))

    def step(
        self, action: str, values: Mapping[str, Any], *, before: dict[str, Any] | None = None,
        detail: str = "",
    ) -> None:
        """Write what the list row says, number the step, and leave it in the trail."""
        row = self.row
        statuses.write_status(self.session, row, values, stepped=True)
        work.add_step(self.session, row, action, self.now, made_by=self.viewer.person_id,
                      asked=dict(self.asked), before=before)
        trail.did(self.session, self.viewer, action, self.now, patient_id=row.patient_id,
                  recovery_id=row.id, detail=detail)


@contextmanager
def working(
    session: Session, viewer: Viewer, recovery_id: str, seen: int | None, asked: Asked,
    now: datetime,
) -> Iterator[Desk | None]:
    """Work on a recovery in one transaction, at the version `seen` (None: nobody looked at a page).

    `asked` is what the form says. None where the same form came before: what it asks for is done.
    Raises NotFound and Stale.
    """
    with writing(session):
        row = recoveries.held(session, recovery_id)
        if row is None:
            raise NotFound(recovery_id)
        standing = statuses.standing(session, row.id)
        if seen in (None, standing.version):
            yield _opened(session, viewer, row, standing, asked, now)
        elif seen == standing.version - 1 and _said(session, viewer, row.id, standing, asked):
            yield None
        else:
            earlier = seen is not None and seen < standing.version
            raise Stale(work.steps_since(session, row.id, seen or 0) if earlier else ())


def _said(
    session: Session, viewer: Viewer, recovery_id: str, standing: Standing, asked: Asked
) -> bool:
    """Whether what was done last is this person's and does just what is asked."""
    last = work.step_to(session, recovery_id, standing.version)
    return last is not None and last.made_by == viewer.person_id and last.asked == dict(asked)


def _opened(
    session: Session, viewer: Viewer, row: Given, standing: Standing, asked: Asked,
    now: datetime,
) -> Desk:
    alerts = alarms.alerts_of(session, row.id)
    before = {str(alert.id): _state(alert) for alert in alerts}
    return Desk(session, viewer, row, alerts, standing, asked, before, now)


def _state(alert: Alert) -> dict[str, Any]:
    """How an alert stands, as JSON can hold it."""
    found = {name: getattr(alert, name) for name in KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in found.items()}


def restore(alert: Alert, state: Mapping[str, Any]) -> None:
    """Let an alert stand as it stood."""
    for name, value in state.items():
        moment = value is not None and name.endswith("_at")
        setattr(alert, name, datetime.fromisoformat(value) if moment else value)
