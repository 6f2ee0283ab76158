"""Following an invitation. Opening the link changes nothing; only the button does."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import lazy_gettext
from flask_security import login_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, ValidationError

from tracker.care import passwords
from tracker.care.patients import accept_invitation, invited_language, open_invitation
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY
from tracker.web.context import now, session, unscoped
from tracker.web.languages import invited_in
from tracker.web.public import bp


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


@bp.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> str | tuple[str, int] | Response:
    """Set up sign-in."""
    unscoped(EVERYBODY)
    person = open_invitation(session(), token, now=now())
    if person is None:
        return render_template("public/invitation_over.html"), 410
    invited_in(invited_language(session(), person))
    form = PasswordForm(person)
    if not form.validate_on_submit():
        page = render_template("public/invitation.html", form=form, person=person,
                               shortest=passwords.SHORTEST)
        return (page, 422) if form.is_submitted() else page
    hashed = passwords.hashed(form.password.data or "")
    accepted = accept_invitation(session(), token, hashed, now=now())
    if accepted is None:
        return render_template("public/invitation_over.html"), 410
    login_user(accepted)
    return redirect(url_for("public.start"), 303)
