"""FHIR R4 for other systems, to be read: `/fhir/R4/…`, by a token alone."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.routing import BaseConverter

from tracker.fhir.capability import JSON
from tracker.fhir.naming import fhir_id, own_id
from tracker.web.bearer import authenticate

bp = Blueprint("fhir", __name__, url_prefix="/fhir/R4")
TAKEN = frozenset({JSON, "application/json", "application/*", "*/*"})
"""Without regard to what else a program says of its wish, as its version of FHIR."""
OPEN = frozenset({"fhir.metadata"})


class FhirId(BaseConverter):
    """An id as FHIR writes it; ours have an underscore where it has a full stop."""

    regex = "[A-Za-z0-9.-]{1,64}"

    def to_python(self, value: str) -> str:
        """The id as it is ours."""
        return own_id(value)

    def to_url(self, value: str) -> str:
        """The id as an address of FHIR tells it."""
        return fhir_id(value)


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
    elif request.accept_mimetypes and not any(
            kind.partition(";")[0] in TAKEN and quality > 0
            for kind, quality in request.accept_mimetypes):
        abort(406)


from tracker.web.fhir import answers, parts, patients  # noqa: E402, F401
