"""A forgotten password: the link goes out by mail like any other."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from tracker.store import outbox
from tracker.store.database import writing
from tracker.store.people import Person


def queue_reset(session: Session, person: Person, link: str, *, now: datetime) -> tuple[int, ...]:
    """Queue the mail with the reset link; only the link's path is kept, never its host."""
    with writing(session):
        mail = outbox.queue_mail(
            session, clinic_id=person.clinic_id, recipient=person.email,
            recipient_name=person.name, template="reset",
            context={"path": urlsplit(link).path, "clinic": person.clinic.name}, now=now,
        )
        session.flush()
        return (mail.id,)
