"""People as they sign in: who they are, their open sign-ins, and the throttle of guesses."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.patients import token_hash
from tracker.care.viewer import Viewer
from tracker.store import people_queries as queries
from tracker.store.database import writing
from tracker.store.people import Person, SignIn
from tracker.store.scope import EVERYBODY, set_scope

STAFF_LIMITS = (timedelta(minutes=30), timedelta(hours=12))
PATIENT_LIMITS = (timedelta(hours=12), timedelta(days=30))
SEEN_EVERY = timedelta(minutes=1)
GUESSES, GUESS_WINDOW = 10, timedelta(minutes=5)


def signed_in(
    session: Session, token: str, uniquifier: str, *, now: datetime
) -> tuple[Person, Viewer] | None:
    """Who a device's token signs in; narrows the session to what they may see.

    None where the sign-in is not this person's, has ended, or is past its idle or absolute limit.
    """
    set_scope(session, EVERYBODY)
    found = queries.signed_in(session, token_hash(token))
    if found is None:
        return None
    row, person, patient_id = found
    viewer = Viewer(person.id, person.name, person.clinic_id,
                    frozenset(role.name for role in person.roles), patient_id)
    if person.fs_uniquifier != uniquifier or not person.active or not _holds(row, viewer, now):
        return None
    if now - row.seen_at > SEEN_EVERY:
        with writing(session):
            row.seen_at = now
    set_scope(session, viewer.scope)
    return person, viewer


def _holds(row: SignIn, viewer: Viewer, now: datetime) -> bool:
    idle, absolute = PATIENT_LIMITS if viewer.is_patient else STAFF_LIMITS
    return (row.ended_at is None and now - row.seen_at <= idle
            and now - row.created_at <= absolute)


def begin_sign_in(session: Session, person_id: int, *, now: datetime) -> str:
    """Open a sign-in; returns the token that the device keeps."""
    token = secrets.token_urlsafe(32)
    with writing(session):
        session.add(SignIn(token_hash=token_hash(token), person_id=person_id, created_at=now,
                           seen_at=now))
    return token


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
