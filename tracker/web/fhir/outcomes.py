"""Whatever goes wrong is told as an OperationOutcome."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import HTTPException

from tracker.fhir.answering import outcome
from tracker.fhir.capability import JSON
from tracker.web.fhir.answers import answer

WORDS = {
    404: "There is nothing here, or nothing that this token may see.",
    405: "This server is read only.",
    406: f"This server tells {JSON} alone.",
    429: "Too many tokens that do not hold.",
    500: "Something went wrong on our side.",
    503: "Please ask again in a moment.",
}


def told(error: Exception, status: int) -> Response | HTTPException:
    """The answer to whatever was raised below /fhir, with the headers that belong to its status.

    Another's looks the same as what does not exist.
    """
    if not isinstance(error, HTTPException):
        return _outcome(status, **({"Retry-After": "5"} if status == 503 else {}))
    if error.response is not None or status < 400:
        return error
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return _outcome(status, error.description, **headers)


def _outcome(status: int, words: str | None = None, **headers: str) -> Response:
    made = answer(outcome(status, WORDS.get(status) or words or ""), status)
    made.headers.update(headers)
    return made
