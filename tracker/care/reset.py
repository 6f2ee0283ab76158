"""A forgotten password: asked for, chosen anew, and told of by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.patients import token_hash
from tracker.care.people import NOBODY
from tracker.store import attempts
from tracker.store import people_queries as queries
from tracker.store.database import begin_writing, writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, Scope, set_scope


def queue_reset(session: Session, person: Person, link: str, *, now: datetime) -> tuple[str, ...]:
    """Queue the mail with the reset link; only the link's path is kept, never its host."""
    set_scope(session, Scope(person.clinic_id))
    with writing(session):
        accounts.record(session, person, "new password asked", now=now)
        return _queue(session, person, "reset", now, path=urlsplit(link).path)


def asked_for_nobody(session: Session, *, now: datetime) -> None:
    """Write as much as for somebody, so that an unknown address takes no less time."""
    set_scope(session, EVERYBODY)
    queries.language_of(session, -1)
    with writing(session):
        attempts.add(session, (token_hash(NOBODY),), now)


def still_open(session: Session, person: Person) -> bool:
    """Whether the link just followed still holds, kept so until this transaction ends.

    Of two who follow one link at once, the second finds it used.
    """
    known = person.fs_uniquifier
    begin_writing(session)
    return person.active and queries.hold_uniquifier(session, person.id) == known


def password_chosen(session: Session, person: Person, *, now: datetime) -> tuple[str, ...]:
    """Finish what `still_open` began: a new password ends whatever the old one had opened.

    Commits the new password with it; returns the mail that tells its owner.
    """
    set_scope(session, Scope(person.clinic_id))
    accounts.end_everything(session, person, now=now)
    accounts.record(session, person, "new password chosen", now=now)
    mails = _queue(session, person, "password_changed", now, phone=person.clinic.phone)
    session.commit()
    return mails


def _queue(
    session: Session, person: Person, template: str, now: datetime, **words: Any
) -> tuple[str, ...]:
    language = queries.language_of(session, person.id)
    return (accounts.mail(session, person, template, language, now=now, **words),)
