"""JSON for other systems: `/api/v1`, by bearer tokens alone. See docs/api.md."""

from flask import Blueprint, request

from tracker.care.viewer import Refused
from tracker.web.api.problems import refused
from tracker.web.bearer import authenticate

MOST_BYTES = 256 * 1024
OPEN = "api.openapi"
"""What is told without a token: the description of all the others."""

bp = Blueprint("api", __name__, url_prefix="/api/v1")
# Pages tell beside each field what is refused, so that only here it may be raised to the top.
bp.register_error_handler(Refused, refused)

from tracker.web.api import alerts, entries, openapi, recoveries  # noqa: E402, F401


@bp.before_request
def _who() -> None:
    request.max_content_length = MOST_BYTES
    if request.endpoint != OPEN:
        authenticate()
