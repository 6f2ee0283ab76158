"""The patient's own pages: today's check-in, what it means, the days so far."""

from flask import Blueprint

bp = Blueprint("patient", __name__)

from tracker.web.patient import (  # noqa: E402
    check_in,  # noqa: F401
    erasing,  # noqa: F401
    expecting,  # noqa: F401
    history,  # noqa: F401
    messages,  # noqa: F401
    openings,  # noqa: F401
    own_data,  # noqa: F401
    photos,  # noqa: F401
    reminders,  # noqa: F401
)
