"""The clinic's pages: who needs somebody, one recovery, patients and treatments."""

from flask import Blueprint

bp = Blueprint("clinic", __name__)

from tracker.web.clinic import erasing, patients, recovery, screening, treatments, triage  # noqa: E402, F401
