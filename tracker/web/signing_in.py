"""Sign-in by Flask-Security, with the sign-ins kept in the database and guesses throttled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, abort, g, render_template, request
from flask import session as cookie
from flask_login import current_user, user_logged_in, user_logged_out
from flask_security import FSQLALiteUserDatastore, MailUtil, Security

from tracker.care import people
from tracker.care.patients import normal_email
from tracker.care.reset import queue_reset
from tracker.store.people import Person, Role
from tracker.web.context import db, now, wake

TOKEN = "sign_in"  # noqa: S105  the name of a cookie field, not a secret


class Mail(MailUtil):
    """Flask-Security's mails go through the outbox; addresses have one stored form."""

    def send_mail(  # type: ignore[override]
        self, template: str, subject: str, recipient: str, sender: str | tuple[str, str],
        body: str | None, html: str | None, **kwargs: Any,
    ) -> None:
        """Queue the reset mail; its other notices tell nothing that the outbox does not."""
        if template == "reset_instructions":
            wake(queue_reset(db.session, kwargs["user"], kwargs["reset_link"], now=now()))

    def normalize(self, email: str) -> str:
        """The stored form of an address. Raises ValueError."""
        return normal_email(email)

    def validate(self, email: str) -> str:
        """As `normalize`: deliverability is for the outbox to find out."""
        return normal_email(email)


def install(app: Flask) -> None:
    """Wire Flask-Security and the guards around it into the app."""
    datastore = FSQLALiteUserDatastore(db, Person, Role)
    Security(app, datastore, mail_util_cls=Mail)
    app.login_manager.user_loader(_signed_in)  # type: ignore[attr-defined]
    # A sign-in row is the only way in: no tokens in addresses or headers.
    app.login_manager._request_callback = None  # type: ignore[attr-defined]
    user_logged_in.connect(_remember, app)
    user_logged_out.connect(_forget, app)
    app.before_request(_throttle)
    app.after_request(_count_failures)


def _remember(_app: Flask, user: Person) -> None:
    # Signed in before the sign-in row exists: the row makes the session worth anything.
    cookie[TOKEN] = people.begin_sign_in(db.session, user.id, now=now())


def _forget(_app: Flask, user: Person) -> None:
    token = cookie.pop(TOKEN, None)
    if token:
        people.end_sign_in(db.session, token, now=now())


def _signed_in(uniquifier: str) -> Person | None:
    """Whose request this is: a cookie opens nothing once its sign-in has ended."""
    found = people.signed_in(db.session, cookie.get(TOKEN, ""), uniquifier, now=now())
    if found is None:
        return None
    person, g.viewer = found
    return person


def _buckets() -> tuple[str, ...]:
    email = request.form.get("email", "")[:255].strip().casefold()
    return (f"account {email}", f"network {request.remote_addr}")


def _guessing() -> bool:
    return request.method == "POST" and request.endpoint == "security.login"


def _throttle() -> tuple[str, int] | None:
    if _guessing() and people.too_many_guesses(db.session, _buckets(), now=now()):
        return render_template("errors/429.html"), 429
    return None


def _count_failures(response: Response) -> Response:
    if _guessing() and response.status_code == 200:
        people.count_guess(db.session, _buckets(), now=now())
        response.status_code = 422
    return response


def doorkeeper(rooms: Mapping[str, tuple[str, ...]]) -> Callable[[], None]:
    """Who may enter which blueprint: nobody signed in gets 401, the wrong role sees 404."""

    def guard() -> None:
        roles = rooms.get(request.blueprint or "")
        if roles is None:
            return
        if not current_user.is_authenticated:
            abort(401)
        if not any(role.name in roles for role in current_user.roles):
            abort(404)

    return guard
