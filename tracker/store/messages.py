"""Messages between a clinic and its patient, and the queries of them and of clinicians' notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    false,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.alerts import Note
from tracker.store.base import Base, PatientOwned
from tracker.store.health import belongs_to_recovery
from tracker.store.people import Person
from tracker.store.scope import plain_rows
from tracker.store.types import EncryptedText, UtcTime

ENTRY, PHOTO = "entry", "photo"


class Message(Base, PatientOwned):
    """Words between the clinic and the patient, or what the clinic asks for: `asks` is an entry or
    a photo then, and there are no words. sent_key tells a form that was sent twice."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    from_clinic: Mapped[bool]
    asks: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[str | None] = mapped_column(EncryptedText)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_key: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        belongs_to_recovery(),
        UniqueConstraint("recovery_id", "sent_key"),
        Index("ix_message_recovery_id", "recovery_id"),
    )


class Words(NamedTuple):
    """A note among colleagues, or a message: what was written, by whom and when."""

    note: bool
    id: int
    text: str | None
    made_at: datetime
    author: str
    from_clinic: bool
    asks: str


_NOTES = (
    select(literal(1).label("note"), Note.id, Note.text, Note.made_at,
           Person.name, false().label("from_clinic"), literal("").label("asks"))
    .join(Person, Person.id == Note.made_by)
    .where(Note.recovery_id == bindparam("recovery_id"))
)
_MESSAGES = (
    select(literal(0).label("note"), Message.id, Message.text, Message.made_at,
           Person.name, Message.from_clinic, Message.asks)
    .join(Person, Person.id == Message.made_by)
    .where(Message.recovery_id == bindparam("recovery_id"))
)
_BOTH = union_all(_NOTES, _MESSAGES).subquery()
_OF_RECOVERY = select(*_BOTH.c).order_by(_BOTH.c.made_at, _BOTH.c.id)
_SENT = (
    select(Message).where(Message.recovery_id == bindparam("recovery_id"))
    .order_by(Message.id)
)


def words_of(session: Session, recovery_id: str) -> list[Words]:
    """Notes and messages of a recovery, the oldest first: for its clinic alone."""
    return [Words(bool(row[0]), *row[1:])
            for row in plain_rows(session, _OF_RECOVERY, {"recovery_id": recovery_id})]


def messages_of(session: Session, recovery_id: str) -> Sequence[Message]:
    """The messages of a recovery, the oldest first."""
    return session.scalars(_SENT, {"recovery_id": recovery_id}).all()


def sent_before(session: Session, recovery_id: str, key: str) -> bool:
    """Whether the same form has brought a message already."""
    return session.scalar(select(func.count(Message.id)).where(
        Message.recovery_id == recovery_id, Message.sent_key == key)) == 1
