"""Queries of people, roles and invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, Row, bindparam, or_, select, update
from sqlalchemy.orm import Session

from tracker.store.health import Patient
from tracker.store.people import CLINICIAN, MANAGER, WORKS_HERE, Invitation, Person, Role, SignIn

_COLLEAGUES = (
    select(Person.id, Person.name)
    .where(Person.clinic_id == bindparam("clinic_id"), WORKS_HERE, Person.active,
           Person.roles.any(or_(Role.name == CLINICIAN, Role.name == MANAGER)))
    .order_by(Person.name, Person.id)
)


def person_by_email(session: Session, email: str) -> Person | None:
    """Who signs in with this normalised address."""
    return session.scalars(select(Person).where(Person.email == email)).unique().one_or_none()


def name_of(session: Session, person_id: int) -> str:
    """A person's name."""
    return session.get_one(Person, person_id).name


def language_of(session: Session, person_id: int) -> str | None:
    """The language a patient chose; None for staff."""
    return session.scalar(select(Patient.language).where(Patient.person_id == person_id))


def readdress(session: Session, person_id: int, email: str) -> None:
    """Give a person who has not set up their sign-in another address."""
    session.get_one(Person, person_id).email = email


def signs_in(session: Session, person_id: int) -> bool:
    """Whether a person has set up their sign-in."""
    person = session.get_one(Person, person_id)
    return person.password is not None or person.set_up_at is not None


def anybody_on_call(session: Session, clinic_id: int) -> bool:
    """Whether an active person of the clinic is on call."""
    return session.scalar(
        select(Person.id).where(Person.clinic_id == clinic_id, Person.active, Person.on_call)
        .limit(1)
    ) is not None


def managers(session: Session, clinic_id: int) -> Sequence[Row[str, str]]:
    """Address and name of each active manager of a clinic."""
    return session.execute(
        select(Person.email, Person.name)
        .where(Person.clinic_id == clinic_id, WORKS_HERE, Person.active,
               Person.roles.any(name=MANAGER))
    ).all()


def colleagues(session: Session, clinic_id: int) -> Sequence[Row[int, str]]:
    """Number and name of everybody active who sees patients at a clinic, by name."""
    return session.connection().execute(_COLLEAGUES, {"clinic_id": clinic_id}).all()


def role(session: Session, name: str) -> Role:
    """A role by name; made where the installation has none yet."""
    found = session.scalars(select(Role).where(Role.name == name)).one_or_none()
    if found is None:
        found = Role(name=name)
        session.add(found)
    return found


def void_invitations(session: Session, person_id: int, now: datetime) -> None:
    """End all open invitations of a person."""
    session.execute(
        update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )


def invited_person(session: Session, token_hash: str, now: datetime) -> Person | None:
    """Who holds this invitation, while it is open."""
    return session.scalars(
        select(Person)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(
            Invitation.token_hash == token_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Person.active,
        )
    ).unique().one_or_none()


def use_invitation(session: Session, token_hash: str, now: datetime) -> bool:
    """Use an invitation up; False when somebody was faster."""
    result = session.execute(
        update(Invitation)
        .where(Invitation.token_hash == token_hash, Invitation.used_at.is_(None))
        .values(used_at=now)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  an UPDATE always gives one
    return bool(result.rowcount)


def seen(session: Session, sign_in_id: int, now: datetime) -> None:
    """Note that a sign-in was used."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def sign_in(session: Session, token_hash: str) -> SignIn | None:
    """The sign-in that this token opened."""
    return session.scalars(select(SignIn).where(SignIn.token_hash == token_hash)).one_or_none()


def end_sign_ins(session: Session, person_id: int, now: datetime) -> None:
    """End every open sign-in of a person."""
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_link_sign_ins(session: Session, person_id: int, now: datetime) -> None:
    """End what a person opened by a reminder's link."""
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None),
               SignIn.recovery_id.is_not(None))
        .values(ended_at=now)
    )


def hold_uniquifier(session: Session, person_id: int) -> str | None:
    """What a person's links and sign-ins rest on, held until the transaction ends."""
    return session.scalar(
        select(Person.fs_uniquifier).where(Person.id == person_id).with_for_update()
    )
