"""Signing in by a link in a mail: asked for, mailed, used once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care import accounts, passwords
from tracker.care.patients import token_hash
from tracker.care.people import NOBODY
from tracker.store import attempts
from tracker.store import people_queries as people
from tracker.store import ways_in_queries as queries
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, Scope, set_scope
from tracker.store.ways_in import SignInLink

LASTS = timedelta(minutes=15)


def ask(session: Session, email: str, *, enough: bool, now: datetime) -> tuple[str, ...]:
    """Mail a link where the address is somebody's; returns the mails to wake the sender for.

    `enough`: whether this address got enough mails lately. One hash and one transaction are spent
    in any case, so that the answer's time tells no more than its words.
    """
    passwords.hashed(NOBODY)
    set_scope(session, EVERYBODY)
    with writing(session):
        person = people.person_by_email(session, email)
        language = people.language_of(session, person.id if person else -1)
        if person is None or not person.active or enough:
            attempts.add(session, (token_hash(NOBODY),), now)
            return ()
        set_scope(session, Scope(person.clinic_id))
        token = secrets.token_urlsafe(32)
        queries.void_links(session, person.id, now)
        session.add(SignInLink(person_id=person.id, token_hash=token_hash(token), asked_at=now,
                               expires_at=now + LASTS))
        accounts.record(session, person, "sign-in link asked", now=now)
        return (accounts.mail(
            session, person, "sign_in_link", language, now=now, path=f"/sign-in-link/{token}",
            minutes=int(LASTS.total_seconds() // 60), until=(now + LASTS).isoformat()),)


def holds(session: Session, token: str, *, now: datetime) -> bool:
    """Whether a link still signs somebody in. Changes nothing."""
    set_scope(session, EVERYBODY)
    return queries.link_of(session, token_hash(token), now) is not None


def use(session: Session, token: str, *, now: datetime) -> Person | None:
    """Use a link up; returns whom it signs in, None where it holds no more."""
    set_scope(session, EVERYBODY)
    with writing(session):
        person = queries.link_of(session, token_hash(token), now)
        if person is None or not queries.use_link(session, token_hash(token), now):
            return None
        person.set_up_at = person.set_up_at or now
        return person
