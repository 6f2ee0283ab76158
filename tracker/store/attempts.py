"""Queries of the throttle's counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.store.people import SignInAttempt


def hold(session: Session, buckets: Sequence[str]) -> None:
    """Let nobody else count in these buckets until this transaction ends.

    SQLite has one writer at a time anyhow; PostgreSQL is asked for a lock on each, always in the
    same order, so that two who want the same ones cannot wait for each other.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for bucket in sorted(buckets):
        number = int(bucket[:15], 16)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def count(session: Session, bucket: str, since: datetime) -> int:
    """How many tries the bucket holds since then."""
    return session.scalar(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.bucket == bucket, SignInAttempt.at > since)
    ) or 0


def add(session: Session, buckets: Sequence[str], now: datetime) -> tuple[int, ...]:
    """Count one try in each bucket; returns the rows' numbers."""
    rows = [SignInAttempt(bucket=bucket, at=now) for bucket in buckets]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def drop(session: Session, numbers: Sequence[int]) -> None:
    """Take tries back: they were no guesses."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(numbers)))


def forget(session: Session, before: datetime) -> None:
    """Drop old counts."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
