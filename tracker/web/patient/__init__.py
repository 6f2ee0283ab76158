"""The patient's own pages: today's check-in, what it means, the days so far."""

from flask import Blueprint

bp = Blueprint("patient", __name__)

from tracker.web.patient import check_in, history, reminders  # noqa: E402, F401
