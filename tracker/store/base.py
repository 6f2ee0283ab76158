"""The declarative base and the two marks that scoping goes by."""

from __future__ import annotations

import secrets

from sqlalchemy import ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)


def public_id() -> str:
    """A random identifier of 96 bits, safe in a link: it cannot be guessed or counted."""
    return secrets.token_urlsafe(12)


class ClinicOwned:
    """A row that belongs to one clinic; every scoped query is narrowed to it."""

    @declared_attr
    def clinic_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("clinic.id"), index=False)


class PatientOwned(ClinicOwned):
    """A row about one patient; a patient's own queries are narrowed to it.

    Its table says to what of the patient it belongs, by one key that begins with both columns (such
    as `health.belongs_to_recovery`). That implies a key of each alone, and the database would check
    them, and lock the clinic's row, at every insert.
    """

    @declared_attr
    def clinic_id(cls) -> Mapped[int]:
        return mapped_column()

    @declared_attr
    def patient_id(cls) -> Mapped[str]:
        return mapped_column(String(24))
