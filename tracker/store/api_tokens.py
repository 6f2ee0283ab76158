"""Tokens by which other systems ask for somebody: the table, and whose a token is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.base import Base, ClinicOwned
from tracker.store.health import Patient
from tracker.store.people import Person, Role, person_role
from tracker.store.types import UtcTime


class ApiToken(Base, ClinicOwned):
    """A person's token: who shows it is that person, with their roles of that moment.

    Only the hash of the secret is kept. Ended rows stay ended. Without holds_until a token holds
    until it is ended.
    """

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    holds_until: Mapped[datetime | None] = mapped_column(UtcTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that holds, and whose it is."""

    token_id: int
    last_used_at: datetime | None
    person_id: int
    name: str
    clinic_id: int
    patient_id: str | None
    language: str | None
    roles: frozenset[str]


_BEARER = (
    select(ApiToken.id, ApiToken.last_used_at, Person.id, Person.name, Person.clinic_id,
           Patient.id, Patient.language, Role.name)
    .join(Person, Person.id == ApiToken.person_id)
    .outerjoin(person_role, person_role.c.person_id == Person.id)
    .outerjoin(Role, Role.id == person_role.c.role_id)
    .outerjoin(Patient, Patient.person_id == Person.id)
    .where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.ended_at.is_(None),
           or_(ApiToken.holds_until.is_(None),
               ApiToken.holds_until > bindparam("now", type_=UtcTime)),
           ApiToken.clinic_id == Person.clinic_id, Person.active)
)


def bearer(session: Session, token_hash: str, now: datetime) -> Bearer | None:
    """Whose token this is; None where it has ended by now or its person may not sign in.

    Asked before anybody is known, so not narrowed. A row for each role is read as one.
    """
    rows = session.connection().execute(_BEARER, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    one: Any = tuple(rows[0])
    roles: Any = frozenset(row[-1] for row in rows if row[-1] is not None)
    return Bearer(*(*one[:-1], roles))


def used(session: Session, number: int, now: datetime) -> None:
    """Note that a token was used."""
    session.execute(update(ApiToken).where(ApiToken.id == number).values(last_used_at=now))


def tokens_of(session: Session, person_id: int) -> Sequence[ApiToken]:
    """All tokens of a person, ended ones too, oldest first."""
    return session.scalars(
        select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.id)
    ).all()


def end_tokens(session: Session, person_id: int, now: datetime) -> None:
    """End every token of a person."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.ended_at.is_(None))
        .values(ended_at=now)
    )
