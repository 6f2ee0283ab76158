"""The tables of who is on call and how soon whom is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.base import Base, ClinicOwned
from tracker.store.types import UtcTime


class AlertRules(Base, ClinicOwned):
    """What a clinic set about telling; a clinic without a row has the usual rules.

    version counts the changes, so that nobody overwrites what they have not seen. look_at is the
    next moment of the daily look at what only time shows.
    """

    __tablename__ = "alert_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bool]
    digest_hour: Mapped[int]
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    urgent_minutes: Mapped[int]
    concern_hours: Mapped[int]
    version: Mapped[int]
    look_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (UniqueConstraint("clinic_id"),)


class RotaShift(Base, ClinicOwned):
    """A weekly turn, in hours of the clinic's clock; until the next day where `until_hour` is not
    later than `from_hour`. weekday: Monday is 0."""

    __tablename__ = "rota_shift"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    weekday: Mapped[int]
    from_hour: Mapped[int]
    until_hour: Mapped[int]
    __table_args__ = (
        UniqueConstraint("clinic_id", "weekday", "from_hour", "person_id"),
        Index("ix_rota_shift_person_id", "person_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", "weekday"),
        CheckConstraint("from_hour BETWEEN 0 AND 23 AND until_hour BETWEEN 0 AND 23", "hours"),
    )


class Absence(Base, ClinicOwned):
    """Somebody is away, or has handed over: from one moment until another somebody stands in
    (None: nobody)."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime] = mapped_column(UtcTime)
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        Index("ix_absence_person_id_until", "person_id", "until"),
        CheckConstraint("since < until", "span"),
    )
