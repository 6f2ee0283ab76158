"""Signing in by a link in a mail. What is answered is the same for every address."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_security import login_user
from werkzeug.wrappers import Response

from tracker.care import sign_in_links
from tracker.care.patients import normal_email
from tracker.web.context import now, session, wake
from tracker.web.public import bp


@bp.get("/sign-in-link")
def sign_in_link() -> str:
    """Ask for the address."""
    return render_template("public/sign_in_link.html", email="", error="", asked=False)


@bp.post("/sign-in-link")
def ask_sign_in_link() -> str | tuple[str, int]:
    """Mail a link where the address has an account."""
    typed = request.form.get("email", "")
    try:
        email = normal_email(typed)
    except ValueError as fault:
        error = fault.args[0] if typed.strip() else gettext("Please give your e-mail address.")
        return render_template("public/sign_in_link.html", email=typed, error=error,
                               asked=False), 422
    wake(sign_in_links.ask(session(), email, enough=g.get("enough_mails", False), now=now()))
    return render_template("public/sign_in_link.html", email="", error="", asked=True)


@bp.get("/sign-in-link/<token>")
def follow_sign_in_link(token: str) -> str | tuple[str, int]:
    """The page with the button. Opening it uses nothing up: mail scanners follow links."""
    if not sign_in_links.holds(session(), token, now=now()):
        return _over()
    return render_template("public/sign_in_by_link.html", token=token)


@bp.post("/sign-in-link/<token>")
def use_sign_in_link(token: str) -> Response | tuple[str, int]:
    """Sign in whom the link was mailed to, once."""
    person = sign_in_links.use(session(), token, now=now())
    if person is None:
        return _over()
    g.way = "mail"
    login_user(person)
    return redirect(url_for("public.start"), 303)


def _over() -> tuple[str, int]:
    return render_template("public/sign_in_link_over.html"), 410
