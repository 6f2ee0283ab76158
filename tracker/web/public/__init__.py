"""Pages that anybody may open."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from tracker.web.public import invitation, outbox, start, stopping, today  # noqa: E402, F401
