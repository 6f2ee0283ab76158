"""The worker's heartbeats: when it last swept, when a mail was last accepted, and when it last saw
whom to tell next."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.base import Base
from tracker.store.types import UtcTime

DELIVERY, TELLING = "delivery", "telling"
SELDOM = timedelta(seconds=5)
"""An acceptance is noted at most so often: many senders at once need not queue for one row."""


class Heartbeat(Base):
    """A row for each, made by migrations, so that beating is a plain update by whichever worker."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    swept_at: Mapped[datetime | None] = mapped_column(UtcTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)


def swept(session: Session, now: datetime, name: str = DELIVERY) -> None:
    """The worker has looked for what is due; a slower worker's word does not set it back."""
    session.execute(
        update(Heartbeat)
        .where(Heartbeat.name == name,
               or_(Heartbeat.swept_at.is_(None), Heartbeat.swept_at < now))
        .values(swept_at=now)
        .execution_options(synchronize_session=False)
    )


def accepted(session: Session, now: datetime) -> None:
    """A mail was accepted."""
    session.execute(
        update(Heartbeat)
        .where(Heartbeat.name == DELIVERY,
               or_(Heartbeat.accepted_at.is_(None), Heartbeat.accepted_at < now - SELDOM))
        .values(accepted_at=now)
        .execution_options(synchronize_session=False)
    )
