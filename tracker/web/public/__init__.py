"""Pages that anybody may open."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from tracker.web.public import invitation, language, outbox, start  # noqa: E402, F401
