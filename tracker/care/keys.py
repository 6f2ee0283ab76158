"""Re-encrypting what is encrypted at rest with the newest key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from tracker.store import rotation
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

BATCH = 200


def rotate(session: Session) -> Iterator[tuple[str, int, int]]:
    """Re-encrypt in small transactions; yields table, rows done and rows in all.

    Every row is written again, so a run that was cut off is simply run again.
    """
    set_scope(session, EVERYBODY)
    for table, column in rotation.encrypted_columns():
        total, done, last = rotation.count(session, table), 0, 0
        while True:
            with writing(session):
                last, rows = rotation.rewrite(session, table, column, last, BATCH)
            if not rows:
                break
            done += rows
            yield table.name, done, total
