"""The seal on the audit trail: each clinic's rows as a chain of hashes, beside the rows.

Rows stay one INSERT and wait for nobody. A link is added later: its position, not the row's number,
gives the order, so a row that is committed late is sealed late and nothing has to wait for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.store.alerts import Audit
from tracker.store.audit_marks import Marks
from tracker.store.base import Base, ClinicOwned
from tracker.store.people import Clinic
from tracker.store.types import UtcTime

NOTHING_BEFORE = ""
"""What stands for the hash before a chain's first link."""


class AuditLink(Base, ClinicOwned):
    """One sealed row of the trail. Links are only ever added.

    `hash` covers the row, the link itself and the hash before: anybody can reckon it. `mark` is the
    same under a key that the database does not hold: nobody makes one who has only the database.
    """

    __tablename__ = "audit_link"
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    sealed_at: Mapped[datetime] = mapped_column(UtcTime)
    hash: Mapped[str] = mapped_column(String(64))
    mark: Mapped[str] = mapped_column(String(64))
    __table_args__ = (UniqueConstraint("audit_id"),)


class Told(NamedTuple):
    """A row of the trail as it is sealed."""

    id: int
    clinic_id: int
    at: datetime
    person_id: int | None
    action: str
    patient_id: str | None
    recovery_id: str | None
    detail: str


class Head(NamedTuple):
    """The newest link of a clinic's chain."""

    clinic_id: int
    position: int
    hash: str
    mark: str


class Link(NamedTuple):
    """A link with the row that it seals; None where that is gone."""

    position: int
    audit_id: int
    sealed_at: datetime
    hash: str
    mark: str
    row: Told | None


def hash_of(before: str, position: int, sealed_at: datetime, row: Told) -> str:
    """SHA-256 over a JSON array of ASCII, so that no two rows are written alike."""
    id_, clinic_id, at, *words = row
    told = json.dumps([before, clinic_id, position, sealed_at.isoformat(timespec="microseconds"),
                       id_, at.isoformat(timespec="microseconds"), *words],
                      separators=(",", ":"))
    return hashlib.sha256(told.encode("ascii")).hexdigest()


_ROW = tuple(getattr(Audit, name) for name in Told._fields)
_OLDER_THAN: BindParameter[datetime] = bindparam("older_than", type_=UtcTime)
_UNSEALED = (
    select(*_ROW)
    .outerjoin(AuditLink, and_(AuditLink.audit_id == Audit.id,
                               AuditLink.audit_id > bindparam("after")))
    .where(Audit.id > bindparam("after"), AuditLink.audit_id.is_(None))
    .order_by(Audit.id)
    .limit(bindparam("most"))
)
_UNSEALED_OLD = _UNSEALED.where(Audit.at < _OLDER_THAN)
_UNSEALED_HERE = _UNSEALED.where(Audit.clinic_id == bindparam("clinic"),
                                 Audit.id <= bindparam("up_to"))
_HEAD = (
    select(AuditLink.clinic_id, AuditLink.position, AuditLink.hash, AuditLink.mark)
    .where(AuditLink.clinic_id == bindparam("clinic"))
    .order_by(AuditLink.position.desc()).limit(1)
)
_HELD = select(Clinic.id).where(Clinic.id == bindparam("clinic")).with_for_update(key_share=True)
_LINKS = (
    select(AuditLink.position, AuditLink.audit_id, AuditLink.sealed_at, AuditLink.hash,
           AuditLink.mark, *_ROW)
    .outerjoin(Audit, Audit.id == AuditLink.audit_id)
    .where(AuditLink.clinic_id == bindparam("clinic"), AuditLink.position > bindparam("after"))
    .order_by(AuditLink.position).limit(bindparam("most"))
)


def newest_sealed(session: Session) -> int:
    """The highest number of a sealed row, of whatever clinic; 0 where none is."""
    return session.scalar(select(func.max(AuditLink.audit_id))) or 0


def unsealed(
    session: Session, after: int, most: int, older_than: datetime | None = None
) -> Sequence[Told]:
    """Rows above a number that no link seals yet, in the order of their numbers."""
    told: dict[str, object] = {"after": after, "most": most}
    if older_than is None:
        return [Told(*row) for row in session.execute(_UNSEALED, told)]
    return [Told(*row) for row in
            session.execute(_UNSEALED_OLD, told | {"older_than": older_than})]


def hold_chain(session: Session, clinic_id: int) -> None:
    """Let nobody else add links to a clinic's chain until the transaction ends; whatever refers to
    the clinic is not held up."""
    session.execute(_HELD, {"clinic": clinic_id})


def unsealed_here(
    session: Session, clinic_id: int, after: int, up_to: int, most: int
) -> Sequence[Told]:
    """One clinic's unsealed rows of a range of numbers."""
    return [Told(*row) for row in session.execute(
        _UNSEALED_HERE, {"clinic": clinic_id, "after": after, "up_to": up_to, "most": most})]


def head(session: Session, clinic_id: int) -> Head | None:
    """The newest link of a clinic's chain."""
    found = session.execute(_HEAD, {"clinic": clinic_id}).one_or_none()
    return None if found is None else Head(*found)


def clinics(session: Session) -> Sequence[int]:
    """Every clinic's number."""
    return session.scalars(select(Clinic.id).order_by(Clinic.id)).all()


def add_links(
    session: Session, clinic_id: int, last: Head | None, rows: Sequence[Told], marks: Marks,
    now: datetime,
) -> None:
    """Seal rows after the last link of the clinic's chain, in the caller's transaction."""
    position, before = (last.position, last.hash) if last else (0, NOTHING_BEFORE)
    links = []
    for row in rows:
        position += 1
        before = hash_of(before, position, now, row)
        links.append({"clinic_id": clinic_id, "position": position, "audit_id": row.id,
                      "sealed_at": now, "hash": before, "mark": marks.mark(before)})
    session.execute(insert(AuditLink), links)


def links(session: Session, clinic_id: int, after: int, most: int) -> list[Link]:
    """Links after a position, each with its row."""
    rows: Sequence[Any] = session.execute(
        _LINKS, {"clinic": clinic_id, "after": after, "most": most}).all()
    return [Link(position, audit_id, sealed_at, link_hash, mark,
                 None if row[0] is None else Told(*row))
            for position, audit_id, sealed_at, link_hash, mark, *row in rows]
