"""A clinic's catalogue: what it does again and again, kept to fill in a new treatment's form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.base import Base, ClinicOwned
from tracker.store.types import UtcTime

_OFFERED = "archived_at IS NULL"


class Preset(Base, ClinicOwned):
    """One line of the catalogue. An archived one is offered no more; nothing is deleted."""

    __tablename__ = "preset"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    modality: Mapped[str] = mapped_column(String(20))
    depth_mm: Mapped[float | None]
    passes: Mapped[int | None]
    area: Mapped[list[str]] = mapped_column(JSON)
    device: Mapped[str] = mapped_column(String(120))
    product: Mapped[str] = mapped_column(String(20))
    product_name: Mapped[str] = mapped_column(String(120))
    archived_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        Index("uq_preset_offered", "clinic_id", "name", unique=True,
              sqlite_where=text(_OFFERED), postgresql_where=text(_OFFERED)),
    )


def all_of_clinic(session: Session) -> Sequence[Preset]:
    """Every line by name, the archived ones too."""
    return session.scalars(select(Preset).order_by(Preset.name, Preset.id)).all()


def offered(session: Session) -> Sequence[Preset]:
    """The lines that a new treatment can be filled in from, by name."""
    return session.scalars(
        select(Preset).where(Preset.archived_at.is_(None)).order_by(Preset.name)).all()


def preset(session: Session, number: int, *, held: bool = False) -> Preset | None:
    """One line, held until the transaction ends where it is to be changed."""
    asked = select(Preset).where(Preset.id == number)
    return session.scalars(asked.with_for_update() if held else asked).one_or_none()
