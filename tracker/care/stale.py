"""Forms that were opened before somebody else saved: nobody overwrites what they have not seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from tracker.care.viewer import Refused

CHANGED = "Somebody changed this while you were typing. What you typed is below and is not saved " \
          "yet; save again to put it in place of theirs."


class AnsweredAlready(Refused):
    """A day is answered already, or was changed since the version that was shown.

    `version` is the one that stands now, 0 for none.
    """

    def __init__(self, why: str, version: int) -> None:
        super().__init__({"": why})
        self.version = version


def mark(values: Mapping[str, object]) -> str:
    """A short mark of what a form shows, to be sent back with it."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def refuse_stale(stands: str, seen: str) -> None:
    """Refuse a form that was filled in on something else than what stands now. Raises Refused."""
    if stands != seen:
        raise Refused({"": CHANGED})
