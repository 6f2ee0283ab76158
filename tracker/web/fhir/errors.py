"""Whatever goes wrong is told as an OperationOutcome."""

from __future__ import annotations

from flask import Response, abort, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from tracker.care.viewer import NotFound
from tracker.fhir.answering import outcome
from tracker.fhir.capability import JSON
from tracker.web.fhir import bp
from tracker.web.fhir.answers import answer

WORDS = {
    404: "There is nothing here, or nothing that this token may see.",
    405: "This server is read only.",
    406: f"This server tells {JSON} alone.",
    429: "Too many tokens that do not hold.",
    500: "Something went wrong on our side.",
}


@bp.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response | HTTPException:
    """With the headers that belong to the status: how to sign in, what is allowed."""
    if error.response is not None or not error.code or error.code < 400:
        return error
    told = answer(outcome(error.code, WORDS.get(error.code, error.description or "")), error.code)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            told.headers[name] = value
    return told


@bp.errorhandler(NotFound)
def not_found(_error: NotFound) -> Response:
    """Another's looks the same as what does not exist."""
    return answer(outcome(404, WORDS[404]), 404)


@bp.errorhandler(OperationalError)
def busy(_error: OperationalError) -> Response:
    """The database cannot be reached or is held."""
    told = answer(outcome(503, "Please ask again in a moment."), 503)
    told.headers["Retry-After"] = "5"
    return told


@bp.route("/", defaults={"rest": ""}, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@bp.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(rest: str) -> Response:
    """Whatever is not served is refused in the same form."""
    if request.method not in ("GET", "HEAD"):
        raise MethodNotAllowed(["GET", "HEAD"])
    abort(404)
