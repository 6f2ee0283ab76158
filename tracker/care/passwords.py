"""What a password must be and how it is kept: the one place that says so."""

from __future__ import annotations

import re
import unicodedata

from argon2 import PasswordHasher
from zxcvbn import zxcvbn

from tracker.care.viewer import Refused
from tracker.recovery.sentence import Sentence, say

SHORTEST, LONGEST = 12, 128
MEMORY_KIB, PASSES, LANES = 19456, 2, 1
"""Argon2id's cost, here and in Flask-Security's settings."""
DEMO = "recovery-demo-2026"
"""Published on purpose and made of our own words: nobody can choose it."""
_STRONG_ENOUGH = 3
_LOOKED_AT = 64
_LOOKALIKES = "@({[<!|$+%"
_MOST_LOOKALIKES = 3
"""The meter tries every reading of every lookalike (@ for a) at every place: six seconds for a
hostile text. So it sees a part, and no lookalikes where there are many different ones; then it
takes a third of a second at most."""
_OWN_PART = 6
_OUR_WORDS = ("recovery", "tracker", "micro", "needling", "needle", "clinic", "patient", "skin",
              "checkin", "demo", "password")


def normal(password: str) -> str:
    """A password in the one form that is hashed: keyboards write the same letter differently."""
    return unicodedata.normalize("NFKD", password)


def fault(password: str, *about: str) -> Sentence | None:
    """Why this cannot be somebody's password, in words for them; None where it can.

    `about` is what others know of the person: name, address, clinic.
    """
    plain = normal(password)
    if len(plain) < SHORTEST:
        return say("Please use at least %(least)s characters.", least=SHORTEST)
    if len(plain) > LONGEST:
        return say("Please use at most %(most)s characters.", most=LONGEST)
    words = {*_OUR_WORDS, *(word for text in about for word in _words(text))}
    told = zxcvbn(_to_judge(plain), list(words))
    if told["score"] < _STRONG_ENOUGH or _own_part(plain, words) < _OWN_PART:
        return say("This is easy to guess. Four or five words that have nothing in common are "
                   "safer.")
    return None


def _to_judge(password: str) -> str:
    part = password[:_LOOKED_AT]
    if len(set(part) & set(_LOOKALIKES)) > _MOST_LOOKALIKES:
        part = part.translate(dict.fromkeys(map(ord, _LOOKALIKES), "~"))
    return part


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", normal(text).casefold()) if len(word) > 2]


def _own_part(password: str, words: set[str]) -> int:
    """How many letters and digits are left without the words that others would try first."""
    rest = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return sum(c.isalnum() for c in rest)


def hashed(password: str) -> str:
    """A password as it is kept; says nothing about whether it is a good one."""
    hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
    return hasher.hash(normal(password))


def accepted(password: str, *about: str) -> str:
    """The hash of a password somebody chose. Raises Refused where it cannot be theirs."""
    if reason := fault(password, *about):
        raise Refused({"password": reason})
    return hashed(password)
