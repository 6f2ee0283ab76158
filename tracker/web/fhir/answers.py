"""How every answer is made, and what the server says of itself."""

from __future__ import annotations

from importlib.metadata import version
from urllib.parse import urlencode

from flask import Response

from tracker.fhir.capability import JSON, capabilities
from tracker.fhir.naming import Names, Resource
from tracker.fhir.writing import written
from tracker.web.context import settings
from tracker.web.fhir import bp

FORM = "FHIR"
"""How the trail calls it."""


def names() -> Names:
    """Addresses of this installation."""
    return Names(settings().base_url)


def answer(resource: Resource, status: int = 200) -> Response:
    """A resource as it goes out."""
    return Response(written(resource), status, content_type=JSON)


def address(place: str, **told: str | int) -> str:
    """Where something is asked, with what of the question was understood."""
    asked = f"?{urlencode(told)}" if told else ""
    return f"{settings().base_url}{bp.url_prefix}/{place}{asked}"


@bp.get("/metadata")
def metadata() -> Response:
    """What can be asked; everybody may know."""
    return answer(capabilities(settings().base_url, version("tracker")))
