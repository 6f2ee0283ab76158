"""What the photo store needs now and then: orphans swept, files encrypted with the newest key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from tracker.store import photos
from tracker.store.blobs import Blobs
from tracker.store.photos import files_of, photo_of_file
from tracker.store.scope import EVERYBODY, set_scope

GRACE = timedelta(days=1)
"""A file without a row is left alone for so long: its row may still be on its way."""
FEW = 50
BATCH = 200


class TooManyOrphans(RuntimeError):
    """So many files have no row that the store may belong to another database."""


@dataclass(frozen=True)
class Renewed:
    """How far the re-encryption is: photos looked at, files written, and read by no key."""

    done: int
    written: int
    unreadable: int


def sweep_orphans(session: Session, blobs: Blobs, *, now: datetime, sure: bool = False) -> int:
    """Remove files that no row names, a day after they were written; returns how many.

    Raises TooManyOrphans, removing nothing, where they are more than 50 and more than a tenth of
    all, unless somebody is `sure`; and StoreTrouble.
    """
    set_scope(session, EVERYBODY)
    files = list(blobs.names(now - GRACE))
    orphans: list[str] = []
    for start in range(0, len(files), BATCH):
        some = files[start:start + BATCH]
        known = photos.known(session, {photo_of_file(file) for file in some})
        orphans += [file for file in some if photo_of_file(file) not in known
                    or not _is_ours(file)]
    if not sure and len(orphans) > FEW and len(orphans) * 10 > len(files):
        raise TooManyOrphans(
            f"{len(orphans)} of {len(files)} files have no photo in this database: is "
            "TRACKER_PHOTO_URL another installation's? Nothing was removed")
    blobs.delete(orphans)
    return len(orphans)


def _is_ours(file: str) -> bool:
    return file in files_of(photo_of_file(file))


def renew_photos(session: Session, blobs: Blobs, size: int = BATCH) -> Iterator[Renewed]:
    """Encrypt every photo with the newest key; yields how far it is after each few.

    What bears that key already is passed over: a run that was cut off goes on where it was.
    """
    done = written = unreadable = 0
    for some in photos.names(session, size):
        session.commit()  # no transaction stays open while files are read
        for file in (file for name in some for file in files_of(name)):
            try:
                written += blobs.renew(file)
            except KeyError:
                continue  # removed meanwhile
            except InvalidToken:
                unreadable += 1
        done += len(some)
        yield Renewed(done, written, unreadable)
