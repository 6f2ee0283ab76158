"""What went wrong, as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Response, abort
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from tracker.care.stale import AnsweredAlready
from tracker.care.viewer import NotFound, Refused
from tracker.store.blobs import StoreTrouble

TYPE = "application/problem+json"
CHECK = "Something here cannot be taken; see errors."
AGAIN = {"Retry-After": "5"}


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


def told(error: Exception) -> Response | HTTPException:
    """The answer to whatever was raised below /api; nothing of how we are made is told."""
    if isinstance(error, NotFound):
        return problem(404, "There is nothing here for this token.")
    if isinstance(error, AnsweredAlready):
        return problem(409, f"This day is answered already. Send 'version': {error.version} with "
                            "the entry to replace that one.", version=error.version)
    if isinstance(error, Refused):
        fields = {name: why for name, why in error.errors.items() if name}
        return problem(422, error.errors.get("", CHECK), **({"errors": fields} if fields else {}))
    if isinstance(error, OperationalError | StoreTrouble):
        return problem(503, "This cannot be answered just now. Ask again in a moment.", AGAIN)
    if isinstance(error, IntegrityError):
        return problem(409, "Somebody changed this at the same moment. Ask again.")
    assert isinstance(error, HTTPException)  # noqa: S101  nothing else is registered
    if error.response is not None or (error.code or 500) < 400:
        return error
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return problem(error.code or 500, error.description or "", headers)
