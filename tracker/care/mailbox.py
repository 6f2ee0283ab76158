"""The demo's mailbox: what would have been sent, as it would read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config import Config
from tracker.care.viewer import NotFound
from tracker.mail.message import compose
from tracker.store import outbox
from tracker.store.alerts import Outbox
from tracker.store.scope import EVERYBODY, set_scope

NEWEST = 100


@dataclass(frozen=True)
class Shown:
    """A mail as its reader sees it."""

    id: int
    to: str
    subject: str
    body: str
    path: str
    state: str
    at: datetime


def demo_mails(session: Session, config: Config) -> list[Shown]:
    """The newest mails."""
    set_scope(session, EVERYBODY)
    shown = [_shown(row, config) for row in outbox.all_mails(session, NEWEST)]
    return sorted(shown, key=lambda mail: mail.at, reverse=True)


def demo_mail(session: Session, config: Config, mail_id: int) -> Shown:
    """One mail. Raises NotFound."""
    set_scope(session, EVERYBODY)
    row = outbox.mail(session, mail_id)
    if row is None:
        raise NotFound(mail_id)
    return _shown(row, config)


def _shown(row: Outbox, config: Config) -> Shown:
    message = compose(row, config)
    return Shown(row.id, row.recipient, message["Subject"], message.get_content(),
                 str(row.context.get("path", "")), row.state, row.created_at)
