"""FHIR R4 for other systems, to be read: `/fhir/R4/…`, by a token alone."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.routing import BaseConverter

from tracker.fhir.capability import JSON
from tracker.web.bearer import authenticate

bp = Blueprint("fhir", __name__, url_prefix="/fhir/R4")
OPEN = frozenset({"fhir.metadata"})


class FhirId(BaseConverter):
    """An id as FHIR writes it; ours have an underscore where it has a full stop."""

    regex = "[A-Za-z0-9.-]{1,64}"

    def to_python(self, value: str) -> str:
        """The id as it is ours."""
        return value.replace(".", "_")

    def to_url(self, value: str) -> str:
        """The id as an address of FHIR tells it."""
        return value.replace("_", ".")


@bp.before_request
def _who_asks() -> None:
    if request.endpoint not in OPEN:
        authenticate()


@bp.before_request
def _in_json() -> None:
    """406 where only another form than JSON would do."""
    wish = request.args.get("_format")
    if wish is not None:
        # In an address a plus is a space.
        if wish.replace(" ", "+") not in ("json", "application/json", JSON):
            abort(406)
    elif "Accept" in request.headers and not request.accept_mimetypes.best_match(
            [JSON, "application/json"]):
        abort(406)


from tracker.web.fhir import answers, errors, parts, patients  # noqa: E402, F401
