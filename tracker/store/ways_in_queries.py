"""Queries of passkeys, links to sign in by, and open sign-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, Row, delete, select, update
from sqlalchemy.orm import Session

from tracker.store.people import Person, SignIn
from tracker.store.ways_in import Passkey, SignInLink


def passkeys_of(session: Session, person_id: int) -> Sequence[Passkey]:
    """A person's passkeys, oldest first."""
    return session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    ).all()


def by_credential(session: Session, credential_id: bytes) -> Row[Passkey, Person] | None:
    """The passkey with this credential, held until the transaction ends, and whose it is."""
    return session.execute(
        select(Passkey, Person).join(Person, Person.id == Passkey.person_id)
        .where(Passkey.credential_id == credential_id, Person.active)
        .with_for_update(of=Passkey).execution_options(populate_existing=True)
    ).unique().one_or_none()


def remove_passkey(session: Session, person_id: int, number: int) -> bool:
    """Remove one of a person's passkeys; False where it is none of theirs."""
    return _any(session.execute(
        delete(Passkey).where(Passkey.id == number, Passkey.person_id == person_id)))


def void_links(session: Session, person_id: int, now: datetime) -> None:
    """Let no link that was mailed to a person sign in any more."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.person_id == person_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )


def link_of(session: Session, token_hash: str, now: datetime) -> Person | None:
    """Whom a link signs in, while it holds."""
    return session.scalars(
        select(Person).join(SignInLink, SignInLink.person_id == Person.id)
        .where(SignInLink.token_hash == token_hash, SignInLink.used_at.is_(None),
               SignInLink.expires_at > now, Person.active)
    ).unique().one_or_none()


def use_link(session: Session, token_hash: str, now: datetime) -> bool:
    """Use a link up; False when somebody was faster, or it has ended."""
    return _any(session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == token_hash, SignInLink.used_at.is_(None),
               SignInLink.expires_at > now)
        .values(used_at=now)
    ))


def open_sign_ins(session: Session, person_id: int) -> Sequence[SignIn]:
    """A person's sign-ins that were not ended, the last seen first."""
    return session.scalars(
        select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def end_one(session: Session, person_id: int, number: int, now: datetime) -> bool:
    """End one of a person's sign-ins; False where it is none of theirs, or has ended."""
    return _any(session.execute(
        update(SignIn)
        .where(SignIn.id == number, SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    ))


def end_others(session: Session, person_id: int, but: int, now: datetime) -> None:
    """End every open sign-in of a person but one."""
    session.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.id != but)
        .values(ended_at=now)
    )


def _any(result: object) -> bool:
    assert isinstance(result, CursorResult)  # noqa: S101  an UPDATE or DELETE always gives one
    return bool(result.rowcount)
