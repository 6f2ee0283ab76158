"""Requests that are not taken as they are: a form whose token has ended, a host that is not us."""

from __future__ import annotations

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import SecurityError

PASSWORDS = ("password", "again")
"""What the names of fields hold that are not written into a page again."""


def install(app: Flask) -> None:
    """Answer them in words that help."""
    app.register_error_handler(CSRFError, _form_ended)
    # Without a host of ours no address can be built, so none of our pages either.
    app.register_error_handler(
        SecurityError, lambda _: Response("There is no such site here.", 400, mimetype="text/plain")
    )


def _form_ended(_error: CSRFError) -> tuple[str, int]:
    """What was typed, to be sent again with one tap, where it was typed on a page of ours."""
    kept = typed() if _from_our_own_page() else []
    kept = [(name, value) for name, value in kept if name != "csrf_token"]
    page = render_template("errors/form_ended.html", typed=kept, address=request.full_path)
    return page, 400


def typed() -> list[tuple[str, str]]:
    """What was typed, but for passwords."""
    return [(name, value) for name, value in request.form.items(multi=True)
            if not any(word in name for word in PASSWORDS)]


def _from_our_own_page() -> bool:
    """Whether the browser says so: a stranger's page must not get its words offered for sending."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")
