"""What the phone needs to work without a network: the worker, the empty form, taking in."""

from flask import Blueprint

bp = Blueprint("phone", __name__)

from tracker.web.phone import shell, taking_in  # noqa: E402, F401
