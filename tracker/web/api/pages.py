"""Which page of a list is asked for, and where the next one begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from flask import request
from werkzeug.exceptions import NotFound

from tracker.care.viewer import Refused

Key = TypeVar("Key")
MOST, USUAL = 100, 50
_NUMBER = re.compile(r"[0-9]{1,3}")


def asked(of: str, reads: Callable[[str, str | None], Key | None]) -> tuple[Key | None, int]:
    """The key after which a list goes on, as `reads` takes it from the token (None: from its
    beginning), and how many are asked for.

    Raises Refused for each parameter.
    """
    errors = {name: "We do not know this parameter."
              for name in request.args if name not in ("cursor", "limit")}
    told = request.args.get("limit", str(USUAL))
    limit = int(told) if _NUMBER.fullmatch(told) else 0
    if not 1 <= limit <= MOST:
        errors["limit"] = f"Please give a whole number from 1 to {MOST}."
    key = None
    try:
        key = reads(of, request.args.get("cursor"))
    except NotFound:
        errors["cursor"] = "Please give the 'next' of the page before, as it was."
    if errors:
        raise Refused(errors)
    return key, limit
