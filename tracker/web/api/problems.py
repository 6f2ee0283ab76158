"""What went wrong, as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Response, abort

from tracker.care.stale import AnsweredAlready
from tracker.care.viewer import Refused

TYPE = "application/problem+json"
CHECK = "Something here cannot be taken; see errors."
DETAILS = {
    403: "This token's person may not do this.",
    404: "There is nothing here for this token.",
    409: "Somebody changed this at the same moment. Ask again.",
    429: "Too many wrong tokens came from this network. Ask again in five minutes.",
    500: "Something went wrong here.",
    503: "This cannot be answered just now. Ask again in a moment.",
}
"""What is told of each status where nothing better is known."""


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """A problem document; `more` are further members."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
            "detail": detail, **more}
    return Response(json.dumps(told), status, headers, content_type=TYPE)


def stop(status: int, detail: str) -> NoReturn:
    """End the request with a problem. Raises HTTPException."""
    abort(problem(status, detail))


def refused(error: Refused) -> Response:
    """The answer to what a use case cannot take, field by field."""
    if isinstance(error, AnsweredAlready):
        return problem(409, f"This day is answered already. Send 'version': {error.version} with "
                            "the entry to replace that one.", version=error.version)
    fields = {name: why for name, why in error.errors.items() if name}
    return problem(422, error.errors.get("", CHECK), **({"errors": fields} if fields else {}))


def told(status: int, words: str, headers: Mapping[str, str]) -> Response:
    """The answer to whatever else was raised below /api."""
    return problem(status, DETAILS.get(status, words), headers)
