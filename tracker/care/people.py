"""People as they sign in: who they are, their open sign-ins, and the throttle of guesses."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.patients import token_hash
from tracker.care.viewer import Viewer
from tracker.store import people_queries as queries
from tracker.store import recoveries
from tracker.store.database import writing
from tracker.store.people import PATIENT, Person, SignIn
from tracker.store.scope import Scope, set_scope

STAFF_LIMITS = (timedelta(minutes=30), timedelta(hours=12))
PATIENT_LIMITS = (timedelta(hours=12), timedelta(days=30))
SEEN_EVERY = timedelta(minutes=1)
GUESSES, GUESS_WINDOW = 10, timedelta(minutes=5)


def viewer_of(session: Session, person: Person) -> Viewer:
    """The person as the use cases see them; a patient is narrowed to their own record."""
    roles = frozenset(role.name for role in person.roles)
    patient_id = None
    if PATIENT in roles:
        set_scope(session, Scope(person.clinic_id))
        patient = recoveries.patient_of_person(session, person.id)
        patient_id = patient.id if patient else "none"
    return Viewer(person.id, person.name, person.clinic_id, roles, patient_id)


def begin_sign_in(session: Session, person_id: int, *, now: datetime) -> str:
    """Open a sign-in; returns the token that the device keeps."""
    token = secrets.token_urlsafe(32)
    with writing(session):
        session.add(SignIn(token_hash=token_hash(token), person_id=person_id, created_at=now,
                           seen_at=now))
    return token


def sign_in_holds(
    session: Session, token: str, person_id: int, is_patient: bool, *, now: datetime
) -> bool:
    """Whether the sign-in is this person's, not ended, and within its idle and absolute limits."""
    row = queries.sign_in(session, token_hash(token))
    if row is None or row.person_id != person_id or row.ended_at is not None:
        return False
    idle, absolute = PATIENT_LIMITS if is_patient else STAFF_LIMITS
    if now - row.seen_at > idle or now - row.created_at > absolute:
        return False
    if now - row.seen_at > SEEN_EVERY:
        with writing(session):
            row.seen_at = now
    return True


def end_sign_in(session: Session, token: str, *, now: datetime) -> None:
    """End a sign-in for good: the cookie, replayed, opens nothing."""
    with writing(session):
        row = queries.sign_in(session, token_hash(token))
        if row is not None and row.ended_at is None:
            row.ended_at = now


def too_many_guesses(session: Session, buckets: tuple[str, ...], *, now: datetime) -> bool:
    """Whether one of these buckets (an account, a network address) has used up its guesses."""
    since = now - GUESS_WINDOW
    return any(
        queries.guesses(session, token_hash(bucket), since) >= GUESSES for bucket in buckets
    )


def count_guess(session: Session, buckets: tuple[str, ...], *, now: datetime) -> None:
    """Count one failed sign-in; counts older than a day are forgotten."""
    with writing(session):
        queries.forget_guesses(session, now - timedelta(days=1))
        for bucket in buckets:
            queries.add_guess(session, token_hash(bucket), now)
