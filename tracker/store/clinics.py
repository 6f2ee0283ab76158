"""Queries of a clinic to be changed, and of those who work there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, undefer

from tracker.store.people import (
    MANAGER,
    STAFF,
    WORKS_HERE,
    Clinic,
    Invitation,
    Person,
    Role,
    person_role,
)


def held(session: Session, clinic_id: int) -> Clinic:
    """A clinic with all its words, held until the transaction ends.

    Rows that refer to it can still be added meanwhile: nobody's entry waits for a manager.
    """
    return session.scalars(
        select(Clinic).where(Clinic.id == clinic_id).options(undefer(Clinic.aftercare))
        .with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one()


def aftercare(session: Session, clinic_id: int) -> dict[str, str]:
    """A clinic's own words to its patients, by language."""
    return session.scalars(select(Clinic.aftercare).where(Clinic.id == clinic_id)).one()


class Member(NamedTuple):
    """Somebody of the staff as the list shows them; `invited_at` while they can still accept."""

    id: int
    name: str
    email: str
    role: str
    active: bool
    on_call: bool
    set_up: bool
    invited_at: datetime | None


_SET_UP = or_(Person.password.is_not(None), Person.set_up_at.is_not(None))


def _members(clinic_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    invited = (
        select(func.max(Invitation.sent_at))
        .where(Invitation.person_id == Person.id, Invitation.used_at.is_(None),
               Invitation.expires_at > now)
        .scalar_subquery()
    )
    return (
        select(Person.id, Person.name, Person.email, Role.name, Person.active, Person.on_call,
               _SET_UP, invited)
        .join(person_role, person_role.c.person_id == Person.id)
        .join(Role, Role.id == person_role.c.role_id)
        .where(Person.clinic_id == clinic_id, WORKS_HERE, Role.name.in_(STAFF))
        .order_by(Person.active.desc(), func.lower(Person.name), Person.id)
    )


def staff(session: Session, clinic_id: int, now: datetime) -> list[Member]:
    """Everybody who works or worked at a clinic; whoever left stands last."""
    return [Member(*row) for row in session.execute(_members(clinic_id, now))]


def member(session: Session, clinic_id: int, person_id: int, now: datetime) -> Member | None:
    """One of them."""
    row = session.execute(_members(clinic_id, now).where(Person.id == person_id)).first()
    return None if row is None else Member(*row)


def other_managers(session: Session, clinic_id: int, person_id: int) -> Sequence[int]:
    """The numbers of a clinic's other managers who can sign in."""
    return session.scalars(
        select(Person.id)
        .where(Person.clinic_id == clinic_id, Person.id != person_id, Person.active, _SET_UP,
               exists().where(person_role.c.person_id == Person.id,
                              person_role.c.role_id == Role.id, Role.name == MANAGER))
    ).all()
