"""The name that a list looks for. It is posted, and goes on sealed in the address: no name stands
there, and going back, loading again and the list's own news find the same people."""

from __future__ import annotations

from flask import request

from tracker.care.own_seals import seal, unseal
from tracker.care.people import STAFF_LIMITS
from tracker.web.context import now, viewer

LONGEST = 120
PURPOSE = "name"


def typed_name() -> str | None:
    """The name just typed, as an address carries it; PostgreSQL takes no NUL in a text."""
    name = request.form.get("q", "").replace("\0", "").strip()[:LONGEST]
    return seal(viewer(), PURPOSE, name, now()) if name else None


def sought_name() -> str:
    """The name that the address looks for; empty for none, and once a sign-in would have ended."""
    given = request.args.get("name", "")
    return unseal(viewer(), PURPOSE, given, STAFF_LIMITS[1], now()) or "" if given else ""
