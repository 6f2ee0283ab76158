"""Following an invitation. Opening the link changes nothing; only the button does."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_security import login_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, ValidationError

from tracker.care import passkeys, passwords
from tracker.care.patients import accept_invitation, invited_language, open_invitation
from tracker.care.viewer import Refused
from tracker.store.people import STAFF, Person
from tracker.store.scope import EVERYBODY
from tracker.web import ceremonies
from tracker.web.context import now, session, unscoped, wake
from tracker.web.devices import device_name
from tracker.web.languages import invited_in
from tracker.web.public import bp

Answer = str | tuple[str, int] | Response
PURPOSE = "invitation"


class PasswordForm(FlaskForm):
    """A new password, typed twice."""

    password = PasswordField(lazy_gettext("Password"), [
        InputRequired(lazy_gettext("Please choose a password."))])
    again = PasswordField(lazy_gettext("The same again"), [
        EqualTo("password", lazy_gettext("The two passwords differ.")),
    ])

    def __init__(self, person: Person) -> None:
        super().__init__()
        self._about = (person.name, person.email, person.clinic.name)

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what cannot be this person's password."""
        if fault := passwords.fault(field.data or "", *self._about):
            raise ValidationError(fault)


@bp.get("/invitation/<token>")
def invitation(token: str) -> Answer:
    """The ways to sign in, to choose one."""
    person = _invited(token)
    return _over() if person is None else _page(person, token, PasswordForm(person))


@bp.post("/invitation/<token>")
def accept(token: str) -> Answer:
    """Set up sign-in by the way that was chosen."""
    person = _invited(token)
    if person is None:
        return _over()
    way = request.form.get("way")
    if way == "passkey":
        return _by_passkey(person, token)
    form = PasswordForm(person)
    if way == "mail":
        return _begin(token, None)
    if not form.validate_on_submit():
        return _page(person, token, form), 422
    return _begin(token, passwords.hashed(form.password.data or ""))


def _by_passkey(person: Person, token: str) -> Answer:
    """Verify the passkey first: an invitation is used up by what works."""
    try:
        challenge = ceremonies.take(PURPOSE)
        made = passkeys.made(ceremonies.site(), request.form.get("credential", ""),
                             challenge.value, challenge.handle)
        answer = _begin(token, None)
        if isinstance(answer, Response):
            name = device_name(request.user_agent.string)
            wake((passkeys.keep(session(), person.id, made, name, now=now()),))
    except Refused as refused:
        return _page(person, token, PasswordForm(person), refused.errors[""]), 422
    return answer


def _begin(token: str, password_hash: str | None) -> Answer:
    """Use the invitation up and sign in."""
    accepted = accept_invitation(session(), token, password_hash, now=now())
    if accepted is None:
        return _over()
    g.way = "invitation"
    login_user(accepted)
    return redirect(url_for("public.start"), 303)


def _invited(token: str) -> Person | None:
    unscoped(EVERYBODY)
    person = open_invitation(session(), token, now=now())
    if person is not None:
        invited_in(invited_language(session(), person))
    return person


def _page(person: Person, token: str, form: PasswordForm, error: str = "") -> str:
    challenge = ceremonies.issue(PURPOSE, person.passkey_handle)
    options = passkeys.making_options(session(), ceremonies.site(), person, challenge.value,
                                      challenge.handle)
    return render_template(
        "public/invitation.html", form=form, person=person, token=token, error=error,
        joins=any(role.name in STAFF for role in person.roles), shortest=passwords.SHORTEST,
        options=options, offered=ceremonies.offered(), named=ceremonies.site().origin,
    )


def _over() -> tuple[str, int]:
    return render_template("public/invitation_over.html"), 410
