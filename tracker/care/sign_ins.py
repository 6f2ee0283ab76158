"""Where a person is signed in, as they see it, and ending that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.patients import token_hash
from tracker.care.people import holds, remembered
from tracker.care.viewer import NotFound, Viewer
from tracker.store import people_queries, reminder_queries
from tracker.store import ways_in_queries as queries
from tracker.store.database import writing
from tracker.store.people import Person

FRESH = timedelta(minutes=15)
"""So long after signing in a person may add a way in: a device left open must not gain one."""


@dataclass(frozen=True)
class Device:
    """One open sign-in; here: whether it is the one that asks; one_check_in: whether it opens the
    check-in alone."""

    id: int
    name: str
    way: str
    created_at: datetime
    seen_at: datetime
    here: bool
    one_check_in: bool


def is_fresh(session: Session, token: str, *, now: datetime) -> bool:
    """Whether this device signed in just now."""
    row = people_queries.sign_in(session, token_hash(token))
    return row is not None and now - row.created_at <= FRESH


def devices(session: Session, viewer: Viewer, token: str, *, now: datetime) -> Sequence[Device]:
    """The viewer's open sign-ins, this one first, then the last seen."""
    mine = token_hash(token)
    found = [
        Device(row.id, row.device, row.way, row.created_at, row.seen_at, row.token_hash == mine,
               row.recovery_id is not None or not holds(row, viewer.is_patient, now))
        for row in queries.open_sign_ins(session, viewer.person_id)
        if holds(row, viewer.is_patient, now) or (viewer.is_patient and remembered(row, now))
    ]
    return sorted(found, key=lambda device: not device.here)


def end(session: Session, viewer: Viewer, number: int, *, now: datetime) -> None:
    """End one of the viewer's sign-ins at once. Raises NotFound where it is none of theirs."""
    with writing(session):
        if not queries.end_one(session, viewer.person_id, number, now):
            raise NotFound(number)
        accounts.record(session, _person(session, viewer), "sign-in ended", now=now)


def end_others(session: Session, viewer: Viewer, token: str, *, now: datetime) -> None:
    """End every sign-in of the viewer but this one, and every link that could open another."""
    with writing(session):
        own = people_queries.sign_in(session, token_hash(token))
        queries.end_others(session, viewer.person_id, own.id if own else 0, now)
        queries.void_links(session, viewer.person_id, now)
        reminder_queries.end_links_of_person(session, viewer.person_id, now)
        accounts.record(session, _person(session, viewer), "other sign-ins ended", now=now)


def _person(session: Session, viewer: Viewer) -> Person:
    return session.get_one(Person, viewer.person_id)
