"""Pages that anybody may open."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from tracker.web.public import (  # noqa: E402
    invitation,  # noqa: F401
    language,  # noqa: F401
    outbox,  # noqa: F401
    passkey,  # noqa: F401
    sign_in_link,  # noqa: F401
    start,  # noqa: F401
    stopping,  # noqa: F401
    today,  # noqa: F401
)
