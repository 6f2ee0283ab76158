"""Whatever goes wrong is told as an OperationOutcome."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

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


def told(status: int, words: str, headers: Mapping[str, str]) -> Response:
    """The answer to whatever was raised below /fhir.

    Another's looks the same as what does not exist.
    """
    made = answer(outcome(status, WORDS.get(status, words)), status)
    made.headers.update(headers)
    return made
