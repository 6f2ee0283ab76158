"""The clinic's pages: who needs somebody, one recovery, patients and treatments."""

from flask import Blueprint

bp = Blueprint("clinic", __name__)

from tracker.web.clinic import (  # noqa: E402
    alert_rules,  # noqa: F401
    cohort,  # noqa: F401
    erasing,  # noqa: F401
    inviting,  # noqa: F401
    on_call,  # noqa: F401
    patients,  # noqa: F401
    photos,  # noqa: F401
    recovery,  # noqa: F401
    report,  # noqa: F401
    screening,  # noqa: F401
    steps,  # noqa: F401
    treatments,  # noqa: F401
    triage,  # noqa: F401
    working,  # noqa: F401
)
