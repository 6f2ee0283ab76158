"""What a password must be and how it is kept: the one place that says so."""

from __future__ import annotations

import re
import unicodedata

from argon2 import PasswordHasher
from zxcvbn import zxcvbn

from tracker.care.viewer import Refused

SHORTEST, LONGEST = 12, 128
MEMORY_KIB, PASSES, LANES = 19456, 2, 1
"""Argon2id's cost, here and in Flask-Security's settings."""
DEMO = "recovery-demo-2026"
"""Published on purpose; only the demo's own filling may use it."""
_STRONG_ENOUGH = 3
_LOOKED_AT = 100
"""The meter's time grows faster than the length; what is longer than this is not judged by it."""
_OUR_WORDS = ("recovery", "tracker", "microneedling", "needling", "needle", "clinic", "patient",
              "skin", "check-in", "checkin", "demo")


def normal(password: str) -> str:
    """A password in the one form that is hashed: keyboards write the same letter differently."""
    return unicodedata.normalize("NFKD", password)


def fault(password: str, *about: str) -> str | None:
    """Why this cannot be somebody's password, in words for them; None where it can.

    `about` is what others know of the person: name, address, clinic.
    """
    plain = normal(password)
    if len(plain) < SHORTEST:
        return f"Please use at least {SHORTEST} characters."
    if len(plain) > LONGEST:
        return f"Please use at most {LONGEST} characters."
    words = [*_OUR_WORDS, *about, *(word for text in about for word in re.split(r"\W+", text))]
    told = zxcvbn(plain[:_LOOKED_AT], [w for w in words if w], max_length=_LOOKED_AT)
    if plain == DEMO or told["score"] < _STRONG_ENOUGH:
        return "This is easy to guess. Four or five words that have nothing in common are safer."
    return None


def hashed(password: str) -> str:
    """A password as it is kept; says nothing about whether it is a good one."""
    hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
    return hasher.hash(normal(password))


def accepted(password: str, *about: str) -> str:
    """The hash of a password somebody chose. Raises Refused where it cannot be theirs."""
    if reason := fault(password, *about):
        raise Refused({"password": reason})
    return hashed(password)
