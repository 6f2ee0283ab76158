"""Tokens for other systems: making, listing and ending them, and who shows one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.patients import normal_email, token_hash
from tracker.care.viewer import Refused, Viewer
from tracker.store import api_tokens, people_queries
from tracker.store.api_tokens import ApiToken
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

PREFIX = "trk_"
"""So that a token is known as one of ours wherever it was left lying."""
NAME_LENGTH = 60
LONGEST = 100
USED_EVERY = timedelta(minutes=1)


def add(
    session: Session, email: str, name: str, *, holds: timedelta | None = None, now: datetime
) -> str:
    """Make a token that acts as this person; returned this once and kept as a hash alone.

    It `holds` for so long, None: until it is ended. Raises Refused.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise Refused({"name": f"Please give the token a name of at most {NAME_LENGTH} "
                               "characters."})
    token = PREFIX + secrets.token_urlsafe(32)
    with writing(session):
        person = _person(session, email)
        if not person.active:
            raise Refused({"email": f"The account of {person.email} is closed."})
        row = ApiToken(clinic_id=person.clinic_id, person_id=person.id, name=name,
                       token_hash=token_hash(token), created_at=now,
                       holds_until=now + holds if holds else None)
        session.add(row)
        session.flush()
        accounts.record(session, person, "token added", now=now, detail=f"token {row.id}")
    return token


def tokens_of(session: Session, email: str) -> Sequence[ApiToken]:
    """All tokens of a person, ended ones too, oldest first. Raises Refused."""
    return api_tokens.tokens_of(session, _person(session, email).id)


def end(session: Session, number: int, *, now: datetime) -> None:
    """End a token for good. Raises Refused where there is none, or it has ended."""
    set_scope(session, EVERYBODY)
    with writing(session):
        row = session.get(ApiToken, number, with_for_update=True)
        if row is None:
            raise Refused({"number": f"There is no token {number}."})
        if row.ended_at is not None:
            raise Refused({"number": f"Token {number} has ended already."})
        row.ended_at = now
        accounts.record(session, session.get_one(Person, row.person_id), "token ended", now=now,
                        detail=f"token {number}")


def bearer(session: Session, token: str, *, now: datetime) -> Viewer | None:
    """Who shows this token; narrows the session to what they may see.

    None where it is none of ours, has ended, or its person may not sign in.
    """
    if not token.startswith(PREFIX) or len(token) > LONGEST:
        return None
    found = api_tokens.bearer(session, token_hash(token), now)
    if found is None or not found.roles:
        return None
    viewer = Viewer(found.person_id, found.name, found.clinic_id, found.roles, found.patient_id,
                    found.language)
    set_scope(session, viewer.scope)
    if found.last_used_at is None or now - found.last_used_at > USED_EVERY:
        with writing(session):
            api_tokens.used(session, found.token_id, now)
    return viewer


def _person(session: Session, email: str) -> Person:
    """Whose address this is. Raises Refused."""
    set_scope(session, EVERYBODY)
    try:
        address = normal_email(email)
    except ValueError as error:
        raise Refused({"email": str(error)}) from error
    person = people_queries.person_by_email(session, address)
    if person is None:
        raise Refused({"email": f"{address} has no account."})
    return person
