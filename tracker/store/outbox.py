"""Queries of the mail outbox: queueing, claiming by lease, settling."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, Row, bindparam, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from tracker.recovery.assessment import Level
from tracker.store.alerts import CARRIED, DROPPED, GIVEN_UP, QUEUED, SENT, Alert, Outbox
from tracker.store.rows import add_row
from tracker.store.scope import plain_rows


def in_state(state: str) -> ColumnElement[bool]:
    """In the words of the partial indexes: no database uses one for a state told as a parameter."""
    return Outbox.state == bindparam(None, state, literal_execute=True)


_TOLD = select(Alert.__table__.c.id).where(
    Alert.__table__.c.recovery_id == bindparam("of"),
    Alert.__table__.c.kind == bindparam("alert_kind"),
    Alert.__table__.c.level == bindparam("alert_level"),
    Alert.__table__.c.day == bindparam("alert_day"),
).scalar_subquery()
"""The alert that a mail tells of, found by what makes it unique: an alert stored in the same breath
does not yet know its number."""


class Delivery(NamedTuple):
    """How it went with one mail about a recovery."""

    alert_id: int | None
    recipient_name: str
    template: str
    state: str
    tries: int
    answer: str
    created_at: datetime
    sent_at: datetime | None


_OF_RECOVERY = (
    select(*(getattr(Outbox, field) for field in Delivery._fields))
    .where(Outbox.recovery_id == bindparam("recovery_id"),
           or_(Outbox.alert_id.is_not(None), Outbox.template == "silence",
               Outbox.state != SENT))
    .order_by(Outbox.id.desc())
)
"""Of what tells of no alert (a reminder), only what has not arrived is worth a line."""


def queue_mail(
    session: Session,
    *,
    clinic_id: int,
    recipient: str,
    recipient_name: str,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    alert: Alert | None = None,
    recovery_id: str | None = None,
    carrier: str | None = None,
) -> str:
    """Add a mail in the caller's own transaction; returns the Message-ID that it keeps for good.

    What tells of an alert goes to everybody once, and before others where it is urgent. `carrier`
    is the Message-ID of the digest that tells it in its place.
    """
    message_id = f"<{secrets.token_hex(16)}@tracker.invalid>"
    row = {
        "clinic_id": clinic_id, "recipient": recipient, "recipient_name": recipient_name,
        "template": template, "context": dict(context), "message_id": message_id,
        "created_at": now, "next_attempt_at": now, "state": CARRIED if carrier else QUEUED,
        "tries": 0, "answer": "", "carrier": carrier,
        "recovery_id": alert.recovery_id if alert else recovery_id,
        "urgent": alert is not None and alert.weight == Level.URGENT,
    }
    if alert is None:
        add_row(session, Outbox, row)
    else:
        add_row(session, Outbox, row, {"alert_id": _TOLD}, {
            "of": alert.recovery_id, "alert_kind": alert.kind, "alert_level": alert.level,
            "alert_day": alert.day})
    return message_id


def _free(now: datetime) -> Any:
    return or_(Outbox.lease_until.is_(None), Outbox.lease_until < now)


def due(session: Session, now: datetime, limit: int) -> Sequence[str]:
    """The Message-IDs of mails to be sent now that nobody holds: urgent first, then the oldest."""
    return session.scalars(
        select(Outbox.message_id)
        .where(in_state(QUEUED), Outbox.next_attempt_at <= now, _free(now))
        .order_by(Outbox.urgent.desc(), Outbox.created_at, Outbox.id)
        .limit(limit)
    ).all()


def claim(
    session: Session, message_id: str, token: str, now: datetime, until: datetime
) -> Outbox | None:
    """Take the lease on a mail where it is still free; None where somebody was faster."""
    taken = session.execute(
        update(Outbox)
        .where(Outbox.message_id == message_id, Outbox.state == QUEUED,
               Outbox.next_attempt_at <= now, _free(now))
        .values(lease_token=token, lease_until=until, tries=Outbox.tries + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101  an UPDATE always gives one
    if not taken.rowcount:
        return None
    return session.scalars(
        select(Outbox).where(Outbox.message_id == message_id)
        .execution_options(populate_existing=True)
    ).one()


def storable(words: str) -> str:
    """A server's words as the column takes them: a row that cannot be settled is sent for ever."""
    return "".join(c if c.isprintable() else " " for c in words)[:400]


def _settle(session: Session, outbox_id: int, token: str, answer: str, **values: Any) -> bool:
    """Write the outcome where the lease is still ours: a sleeper who lost it changes nothing."""
    result = session.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.lease_token == token)
        .values(lease_token=None, lease_until=None, answer=storable(answer), **values)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101
    return bool(result.rowcount)


def sent(session: Session, outbox_id: int, token: str, answer: str, now: datetime) -> bool:
    """The server has accepted the mail."""
    return _settle(session, outbox_id, token, answer, state=SENT, sent_at=now)


def dropped(session: Session, outbox_id: int, token: str, answer: str) -> bool:
    """Nobody needs to be told any more; that is no failure."""
    return _settle(session, outbox_id, token, answer, state=DROPPED)


def again(session: Session, outbox_id: int, token: str, answer: str, at: datetime) -> bool:
    """Not this time: try again later."""
    return _settle(session, outbox_id, token, answer, next_attempt_at=at)


def given_up(session: Session, outbox_id: int, token: str, answer: str) -> bool:
    """No further try will be made; the page says so, with the server's words."""
    return _settle(session, outbox_id, token, answer, state=GIVEN_UP)


def states_of_alert(session: Session, alert_id: int) -> Sequence[Row[str, str]]:
    """Recipient and state of each mail that tells of an alert."""
    return session.execute(
        select(Outbox.recipient, Outbox.state).where(Outbox.alert_id == alert_id)
    ).all()


def mails_of(session: Session, recovery_id: str) -> list[Delivery]:
    """The mails about a recovery, newest first."""
    return [Delivery(*row) for row in
            plain_rows(session, _OF_RECOVERY, {"recovery_id": recovery_id})]


def all_mails(session: Session, limit: int) -> Sequence[Outbox]:
    """The newest mails of all."""
    return session.scalars(
        select(Outbox).where(Outbox.carrier.is_(None)).order_by(Outbox.id.desc()).limit(limit)
    ).all()


def mail(session: Session, mail_id: int) -> Outbox | None:
    """One mail."""
    return session.scalars(select(Outbox).where(Outbox.id == mail_id)).one_or_none()
