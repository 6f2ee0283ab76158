"""The trail of a clinic: who saw or changed what, for those who answer for it."""

from flask import Blueprint

bp = Blueprint("audit", __name__)

from tracker.web.audit import (  # noqa: E402
    searching,  # noqa: F401
)
