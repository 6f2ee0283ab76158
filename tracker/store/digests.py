"""What a digest carries: one row for each alert and recipient, never sent itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.store.alerts import CARRIED, Outbox


def settle_carried(session: Session, row: Outbox, **values: Any) -> Sequence[Outbox]:
    """Let what a digest carried share its fate; returns the rows."""
    carried = session.scalars(
        select(Outbox).where(Outbox.carrier == row.message_id, Outbox.state == CARRIED)
    ).all()
    for one in carried:
        for name, value in values.items():
            setattr(one, name, value)
    session.flush()
    return carried
