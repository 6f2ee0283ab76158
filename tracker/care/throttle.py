"""The throttle of guesses: a try is counted before it is looked at.

Counting afterwards would let through as many as are asked at once. Where the answer turns out to
be a sign-in, its tries are taken back (`people.begin_sign_in`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.patients import token_hash
from tracker.store import attempts
from tracker.store.database import writing

WINDOW = timedelta(minutes=5)
KEPT = timedelta(days=1)
ACCOUNT, DEVICE, NETWORK = "account", "device", "network"
RESET_ACCOUNT, RESET_NETWORK = "reset account", "reset network"
DOWNLOAD = "download"
LINK_ACCOUNT, LINK_NETWORK = "link account", "link network"
TOKEN_NETWORK = "token network"  # noqa: S105  a kind of bucket, not a secret
LIMITS = {
    ACCOUNT: 10,
    # A device that has signed in before: strangers cannot use up its owner's tries.
    DEVICE: 10,
    # A clinic's people share one address: it must bear more than one of them mistyping.
    NETWORK: 100,
    RESET_ACCOUNT: 3,
    RESET_NETWORK: 30,
    # Setting a long record on paper takes seconds.
    DOWNLOAD: 12,
    LINK_ACCOUNT: 3,
    LINK_NETWORK: 30,
    TOKEN_NETWORK: 100,
}
"""How many tries each kind of bucket holds in a window."""

Bucket = tuple[str, str]
"""A kind, and whose it is; kept as a hash."""


def first_use(session: Session, secret: str, *, now: datetime) -> bool:
    """Whether a short-lived secret is used for the first time, whoever uses it where."""
    bucket = token_hash(f"once {secret}")
    with writing(session):
        attempts.hold(session, [bucket])
        if attempts.count(session, bucket, now - KEPT):
            return False
        attempts.add(session, (bucket,), now)
        return True


def take(
    session: Session, buckets: tuple[Bucket, ...], *, now: datetime
) -> tuple[int, ...] | None:
    """Count one try in each bucket, or none at all and None where one of them is full.

    Exact, however many processes ask at once.
    """
    limits = {token_hash(" ".join(bucket)): LIMITS[bucket[0]] for bucket in buckets}
    with writing(session):
        attempts.hold(session, list(limits))
        attempts.forget(session, now - KEPT)
        since = now - WINDOW
        if any(attempts.count(session, name, since) >= most for name, most in limits.items()):
            return None
        return attempts.add(session, list(limits), now)
