"""Signing in with a passkey."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_security import login_user
from werkzeug.wrappers import Response

from tracker.care import passkeys, people
from tracker.care.viewer import Refused
from tracker.web import ceremonies
from tracker.web.context import now, session
from tracker.web.next_page import own_page
from tracker.web.public import bp

PURPOSE = "sign in"


@bp.get("/passkey")
def passkey() -> str:
    """Ask the browser for a passkey."""
    return _page(own_page(request.args.get("next", "")))


@bp.post("/passkey")
def use_passkey() -> Response | tuple[str, int]:
    """Sign in whose passkey it is."""
    wish = own_page(request.form.get("next", ""))
    try:
        challenge = ceremonies.take(PURPOSE)
        person = passkeys.signed_in_by(session(), ceremonies.site(),
                                       request.form.get("credential", ""), challenge.value,
                                       now=now())
    except Refused as refused:
        people.sign_in_failed(session(), None, now=now())
        return _page(wish, refused.errors[""]), 422
    g.way = "passkey"
    login_user(person)
    return redirect(wish or url_for("public.start"), 303)


def _page(wish: str, error: str = "") -> str:
    options = passkeys.using_options(ceremonies.site(), ceremonies.issue(PURPOSE).value)
    return render_template("public/passkey.html", options=options, error=error, wish=wish,
                           offered=ceremonies.offered(), named=ceremonies.site().origin)
