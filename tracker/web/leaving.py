"""Signing out while something waits on the phone: asked first, since signing out deletes it.

What waits is known to the phone alone. Its pages tell the number in a cookie, so that the question
is asked also where scripts have been switched off since.
"""

from __future__ import annotations

from flask import Flask, make_response, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

COOKIE = "waiting"


def install(app: Flask) -> None:
    """Ask before signing out, and forget the number when it is done."""
    app.before_request(_ask)
    app.after_request(_forget)


def _ask() -> Response | None:
    if request.endpoint != "security.logout" or request.method != "POST":
        return None
    if not _number() or request.form.get("sure") == "yes" or not current_user.is_authenticated:
        return None
    return make_response(render_template("security/waiting.html", number=_number()))


def _forget(response: Response) -> Response:
    if request.endpoint == "security.logout" and response.status_code in (302, 303):
        response.delete_cookie(COOKIE)
    return response


def _number() -> int:
    """How many check-ins the phone says it keeps."""
    told = request.cookies.get(COOKIE, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0
