"""What is common to every change of an account: its trail, and the end of all that opens it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.store import (
    api_tokens,
    outbox,
    people_queries,
    reminder_queries,
    trail,
    ways_in_queries,
)
from tracker.store.people import Person
from tracker.store.trail import Doer


def end_everything(session: Session, person: Person, *, now: datetime) -> None:
    """End all that opens a person's account: sign-ins, invitations, links for a new password, to
    sign in by or to a check-in, and tokens of other systems.

    In the caller's transaction.
    """
    person.fs_uniquifier = secrets.token_hex(32)
    people_queries.end_sign_ins(session, person.id, now)
    people_queries.void_invitations(session, person.id, now)
    ways_in_queries.void_links(session, person.id, now)
    reminder_queries.end_links_of_person(session, person.id, now)
    api_tokens.end_tokens(session, person.id, now)


def record(
    session: Session, person: Person, action: str, *, now: datetime, detail: str = ""
) -> None:
    """Note in the clinic's trail what happened to a person's account."""
    trail.record(session, clinic_id=person.clinic_id, person_id=person.id, action=action, now=now,
                 detail=detail)


def mail(
    session: Session, person: Person, template: str, language: str | None, *, now: datetime,
    **words: object,
) -> str:
    """Queue a mail about a person's own account, in the caller's transaction; returns its
    Message-ID."""
    return outbox.queue_mail(
        session, clinic_id=person.clinic_id, recipient=person.email, recipient_name=person.name,
        template=template, context={"clinic": person.clinic.name, "language": language, **words},
        now=now,
    )


def not_confirmed(session: Session, viewer: Doer, *, now: datetime) -> None:
    """Note that somebody signed in typed a wrong password where they were asked for it again."""
    trail.looked(session, viewer, "password wrong", now)
