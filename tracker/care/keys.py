"""Re-encrypting what is encrypted at rest with the newest key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.care.photo_upkeep import renew_photos
from tracker.store import photos, rotation
from tracker.store.blobs import Blobs
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


def rotate(
    session: Session, blobs: Blobs | None = None, size: int = BATCH
) -> Iterator[Rotated]:
    """Re-encrypt in small transactions; yields how far each column is, after each.

    Photos come last, where their store is given.

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
    if blobs is not None:
        everything = photos.count(session)
        for step in renew_photos(session, blobs, size):
            yield Rotated("photos", step.done, max(step.done, everything), step.written,
                          step.unreadable)
