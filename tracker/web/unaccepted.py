"""Forms that are not taken as they are: their token has ended."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError

PASSWORDS = ("password", "again")
"""What the names of fields hold that are not written into a page again."""


def install(app: Flask) -> None:
    """Answer them in words that help."""
    app.register_error_handler(CSRFError, _form_ended)


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
