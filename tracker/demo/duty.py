"""The demo's rota."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care import rota
from tracker.care.viewer import Viewer
from tracker.store.people import MANAGER


def fill_rota(session: Session, clinic_id: int, manager: int, doctor: int, now: datetime) -> None:
    """The doctor is on call round the clock, and on holiday soon; the manager stands in."""
    viewer = Viewer(manager, "", clinic_id, frozenset({MANAGER}))
    rota.add_shifts(session, viewer, doctor, range(7), 8, 8, now=now)
    first = now.date() + timedelta(days=5)
    rota.add_absence(session, viewer, doctor, first, first + timedelta(days=6), manager, now=now)
