"""Everybody's own account: ways to sign in, and where they are signed in."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")

from tracker.web.account import overview, passkey_pages  # noqa: E402, F401
