"""Re-encrypting what is encrypted at rest with the newest key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.store import rotation
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

BATCH = 200


@dataclass(frozen=True)
class Rotated:
    """How far a column is: rows looked at of all, and of these written or readable by no key."""

    column: str
    done: int
    total: int
    written: int
    unreadable: int


def rotate(session: Session, size: int = BATCH) -> Iterator[Rotated]:
    """Re-encrypt in small transactions; yields how far each column is, after each.

    What bears the newest key already is passed over: a run that was cut off goes on where it was.
    """
    set_scope(session, EVERYBODY)
    for table, column in rotation.encrypted_columns():
        done = written = unreadable = last = 0
        total = rotation.count(session, table, column)
        while True:
            with writing(session):
                batch = rotation.rewrite(session, table, column, last, size)
            if not batch.seen:
                break
            last, done = batch.last, done + batch.seen
            written, unreadable = written + batch.written, unreadable + batch.unreadable
            yield Rotated(f"{table.name}.{column.name}", done, max(done, total), written,
                          unreadable)
