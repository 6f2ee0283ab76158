"""Inviting everybody who is still healing, after an import above all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.patients import invite_patient
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.reminding import LAST_DAY
from tracker.store import trail
from tracker.store import uninvited as queries
from tracker.store.uninvited import Uninvited

AT_ONCE = 100


def uninvited(session: Session, viewer: Viewer, *, now: datetime) -> list[Uninvited]:
    """Those treated in the last six weeks whom nobody has invited, as many as are invited at once.

    Leaves an audit row.
    """
    trail.looked(session, viewer, "patients listed", now, detail="not invited")
    return _found(session, now)


def invite_all(session: Session, viewer: Viewer, *, now: datetime) -> list[str]:
    """Invite them, each in a transaction of its own; returns the mails to wake the sender for.

    Who was invited meanwhile, or whose address another account has, is passed over.
    """
    mails: list[str] = []
    for one in _found(session, now):
        if one.taken:
            continue
        try:
            mails += invite_patient(session, viewer, one.patient_id, now=now)
        except (Refused, NotFound):
            continue
    return mails


def _found(session: Session, now: datetime) -> list[Uninvited]:
    return queries.treated_since(session, now - timedelta(days=LAST_DAY), AT_ONCE)
