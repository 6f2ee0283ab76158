"""People as they sign in: who they are, and their open sign-ins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.patients import token_hash
from tracker.care.viewer import Viewer
from tracker.store import attempts, recoveries
from tracker.store import people_queries as queries
from tracker.store.database import writing
from tracker.store.opened import Account, Opened, opened
from tracker.store.people import PATIENT, Person, SignIn
from tracker.store.scope import EVERYBODY, Scope, set_scope

STAFF_LIMITS = (timedelta(minutes=30), timedelta(hours=12))
PATIENT_LIMITS = (timedelta(hours=12), timedelta(days=30))
"""Idle and absolute. A patient's device that has grown idle still opens the check-in, and nothing
else, until the absolute limit: who answers once a day shall not have to sign in for it each day.
"""
LINK_LIMITS = (timedelta(minutes=30), timedelta(hours=2))
"""What a reminder's link opens is for one check-in."""
SEEN_EVERY = timedelta(minutes=1)
NOBODY = "nobody"


def signed_in(
    session: Session, token: str, uniquifier: str, *, now: datetime
) -> tuple[Account, Viewer] | None:
    """Who a device's token signs in; narrows the session to what they may see.

    None where the sign-in is not this person's, has ended, or is past its limits: a patient's that
    is idle opens the check-in alone, as a link in a reminder does.
    """
    set_scope(session, EVERYBODY)
    found = opened(session, token_hash(token))
    if found is None:
        return None
    account, only = found.account, found.recovery_id
    roles = frozenset(role.name for role in account.roles)
    if account.fs_uniquifier != uniquifier or not account.active:
        return None
    if not holds(found, PATIENT in roles, now):
        # Not noted as seen: that would open everything again.
        only = _check_in_alone(session, found, now)
        if only is None:
            return None
    elif now - found.seen_at > SEEN_EVERY:
        with writing(session):
            queries.seen(session, found.id, now)
    viewer = Viewer(account.id, account.name, account.clinic_id, roles, found.patient_id,
                    found.language, only)
    set_scope(session, viewer.scope)
    return account, viewer


def _check_in_alone(session: Session, found: Opened, now: datetime) -> str | None:
    """The recovery whose check-in an idle device of a patient still opens: the newest."""
    if found.patient_id is None or not remembered(found, now):
        return None
    return recoveries.newest_id(session, found.patient_id)


def revoked(session: Session, token: str, uniquifier: str) -> bool:
    """Whether what a device still keeps of the person it signed in has to go.

    So it is where they may not sign in any more, or were signed out from elsewhere; not where the
    sign-in grew too old, nor where a new password ended it: that person comes back.
    """
    set_scope(session, EVERYBODY)
    found = opened(session, token_hash(token))
    if found is None:
        return False
    same = found.account.fs_uniquifier == uniquifier
    return not found.account.active or (found.ended_at is not None and same)


def holds(row: Opened | SignIn, of_patient: bool, now: datetime) -> bool:
    """Whether a sign-in still opens anything: not ended, nor past its idle or absolute limit."""
    idle, absolute = PATIENT_LIMITS if of_patient else STAFF_LIMITS
    if row.recovery_id is not None:
        idle, absolute = LINK_LIMITS
    return bool(row.ended_at is None and now - row.seen_at <= idle
            and now - row.created_at <= absolute)


def remembered(row: Opened | SignIn, now: datetime) -> bool:
    """Whether a patient's sign-in, grown idle, still opens the check-in."""
    return (row.recovery_id is None and row.ended_at is None
            and now - row.created_at <= PATIENT_LIMITS[1])


def begin_sign_in(
    session: Session, person: Person, *, now: datetime, tries: Sequence[int] = (),
    way: str = "password", device: str = "", only_recovery: str | None = None,
) -> str:
    """Open a sign-in by a way, on a device of a coarse name; returns the token that it keeps.

    The tries that the throttle counted for it were no guesses, and are taken back.
    """
    token = secrets.token_urlsafe(32)
    set_scope(session, Scope(person.clinic_id))
    with writing(session):
        attempts.drop(session, tries)
        session.add(SignIn(token_hash=token_hash(token), person_id=person.id, created_at=now,
                           seen_at=now, recovery_id=only_recovery, way=way, device=device))
        accounts.record(session, person, "signed in", now=now,
                        detail=f"by {way}")
    return token


def sign_in_failed(session: Session, person: Person | None, *, now: datetime) -> None:
    """Note a wrong password: for a known person in their clinic's trail.

    At an unknown address there is nobody to note it for. A nameless count is written all the
    same, so that the one takes as long as the other.
    """
    with writing(session):
        if person is None:
            attempts.add(session, (token_hash(NOBODY),), now)
        else:
            set_scope(session, Scope(person.clinic_id))
            accounts.record(session, person, "sign-in failed", now=now)


def end_sign_in(session: Session, token: str, *, now: datetime) -> None:
    """End a sign-in for good: the cookie, replayed, opens nothing."""
    set_scope(session, EVERYBODY)
    with writing(session):
        row = queries.sign_in(session, token_hash(token))
        if row is not None and row.ended_at is None:
            row.ended_at = now
            accounts.record(session, session.get_one(Person, row.person_id), "signed out", now=now)
