"""The table of photos and its queries; the pictures themselves lie in the photo store."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.base import Base, PatientOwned
from tracker.store.health import belongs_to_recovery
from tracker.store.types import EncryptedJson, UtcTime


class PhotoRow(Base, PatientOwned):
    """One photo of the skin, of the day on which it was sent.

    name stands in addresses and names the files; sent_key tells a form that was sent twice.
    colour is what was marked and measured in it, once somebody has.
    """

    __tablename__ = "photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(24), unique=True)
    recovery_id: Mapped[str] = mapped_column(String(24))
    day: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_key: Mapped[str | None] = mapped_column(String(64))
    colour: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)
    __table_args__ = (
        belongs_to_recovery(),
        UniqueConstraint("recovery_id", "sent_key"),
        Index("ix_photo_recovery_id_day", "recovery_id", "day"),
        Index("ix_photo_patient_id", "patient_id"),
        CheckConstraint("day BETWEEN 0 AND 400", "day"),
    )


IMAGE, SMALL = ".photo", ".small"
_ENDINGS = (IMAGE, SMALL)
_OF_RECOVERY = (
    select(PhotoRow).where(PhotoRow.recovery_id == bindparam("recovery_id"))
    .order_by(PhotoRow.day, PhotoRow.id)
)


def files_of(name: str) -> tuple[str, ...]:
    """The names of a photo's files."""
    return tuple(name + ending for ending in _ENDINGS)


def photo_of_file(file: str) -> str:
    """The photo that a file belongs to."""
    return file.partition(".")[0]


def of_recovery(session: Session, recovery_id: str) -> Sequence[PhotoRow]:
    """All photos of a recovery, by day."""
    return session.scalars(_OF_RECOVERY, {"recovery_id": recovery_id}).all()


def photo(session: Session, name: str, *, held: bool = False) -> PhotoRow | None:
    """One photo, if the session's scope holds it; `held` until the transaction ends."""
    query = select(PhotoRow).where(PhotoRow.name == name)
    return session.scalars(query.with_for_update() if held else query).one_or_none()


def sent_before(session: Session, recovery_id: str, key: str) -> PhotoRow | None:
    """The photo that the same form has brought already."""
    return session.scalars(select(PhotoRow).where(
        PhotoRow.recovery_id == recovery_id, PhotoRow.sent_key == key)).one_or_none()


def number_on(session: Session, recovery_id: str, day: int) -> int:
    """How many photos there are of a day."""
    return session.scalar(select(func.count(PhotoRow.id)).where(
        PhotoRow.recovery_id == recovery_id, PhotoRow.day == day)) or 0


def remove(session: Session, name: str) -> None:
    """Remove a photo's row."""
    session.execute(delete(PhotoRow).where(PhotoRow.name == name))


def remove_of_patient(session: Session, patient_id: str) -> list[str]:
    """Remove all rows of a patient; returns the photos' names."""
    names = list(session.scalars(select(PhotoRow.name).where(PhotoRow.patient_id == patient_id)))
    session.execute(delete(PhotoRow).where(PhotoRow.patient_id == patient_id))
    return names


def known(session: Session, names: Collection[str]) -> set[str]:
    """Which of these photos have a row."""
    return set(session.scalars(select(PhotoRow.name).where(PhotoRow.name.in_(names))))


def count(session: Session) -> int:
    """How many photos there are."""
    return session.scalar(select(func.count(PhotoRow.id))) or 0


def names(session: Session, size: int) -> Iterator[Sequence[str]]:
    """The names of all photos, some at a time."""
    last = 0
    while rows := session.execute(
        select(PhotoRow.id, PhotoRow.name).where(PhotoRow.id > last)
        .order_by(PhotoRow.id).limit(size)
    ).all():
        last = rows[-1][0]
        yield [row[1] for row in rows]
