"""The forms of sign-in and of a forgotten password, as Flask-Security's pages use them."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, g, render_template, request
from flask_babel import lazy_gettext
from flask_security import ForgotPasswordForm, LoginForm, PasswordUtil, ResetPasswordForm
from flask_security.babel import FsDomain
from flask_wtf import FlaskForm

from tracker.care import passwords, people, reset
from tracker.care.patients import normal_email
from tracker.recovery.sentence import Sentence, say
from tracker.store.people import Person
from tracker.web.context import db, now
from tracker.web.languages import told

USED = say("This link has been used. Please ask for a new one.")
E_MAIL, PASSWORD = lazy_gettext("E-mail"), lazy_gettext("Password")


class Words(FsDomain):
    """Flask-Security's messages are looked up among our own first."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)  # type: ignore[no-untyped-call]

    def gettext(self, string: str, **variables: Any) -> str:
        """A message in the language of the page."""
        if isinstance(string, Sentence):
            return told(string)
        return str(super().gettext(string, **variables))  # type: ignore[no-untyped-call]


class Passwords(PasswordUtil):
    """Flask-Security judges passwords by our one rule."""

    def normalize(self, password: str) -> str:
        """The form of a password that is hashed."""
        return passwords.normal(password)

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """What is wrong with a new password, and the form that is hashed."""
        user = kwargs["user"]
        fault = passwords.fault(password, user.name, user.email, user.clinic.name)
        return ([fault] if fault else None), passwords.normal(password)


def _address_fault(address: str | None) -> dict[str, str]:
    if not (address or "").strip():
        return {"email": say("Please give your e-mail address.")}
    try:
        normal_email(address or "")
    except ValueError as error:
        return {"email": error.args[0]}
    return {}


class SignInForm(LoginForm):
    """Sign-in. No remembering: a sign-in row is the only way in."""

    remember = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = E_MAIL
        self.password.label.text = PASSWORD
        self.password.description = ""
        self.faults: dict[str, str] = {}

    def validate(self, **kwargs: Any) -> bool:
        """Look at what was typed, then at whether it opens the account; note where it does not."""
        typed = self.password.data or ""
        self.faults = _address_fault(self.email.data)
        if not typed:
            self.faults |= {"password": say("Please type your password.")}
        elif len(typed) > passwords.LONGEST:
            self.faults |= {"password": say("A password has at most %(most)s characters.",
                                            most=passwords.LONGEST)}
        if self.faults:
            return False
        opened: bool = super().validate(**kwargs)
        if not opened:
            people.sign_in_failed(db.session, cast("Person | None", self.user), now=now())
        return opened


class AskResetForm(ForgotPasswordForm):
    """Asking for the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = E_MAIL
        self.faults: dict[str, str] = {}

    def validate(self, **kwargs: Any) -> bool:
        """Say when it is no address; whether it is somebody's, never."""
        self.faults = _address_fault(self.email.data)
        if self.faults:
            # Words of the whole form are not taken for those of an unknown address.
            self.form_errors = list(self.faults.values())
            return False
        known: bool = super().validate(**kwargs)
        mailed = known and not g.get("enough_mails")
        if not mailed:
            reset.asked_for_nobody(db.session, now=now())
        return mailed


class NewPasswordForm(ResetPasswordForm):
    """Choosing the new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = PASSWORD
        self.password_confirm.label.text = lazy_gettext("The same again")

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security; and of two who follow one link at once, one finds it used."""
        if not super().validate(**kwargs):
            return False
        if not reset.still_open(db.session, cast(Person, self.user)):
            db.session.rollback()
            self.password.errors = [USED]
            return False
        return True


def page(template: str, **context: Any) -> Any:
    """A page of Flask-Security's: what is wrong beside its field, and the answer 422."""
    forms = [value for value in context.values() if isinstance(value, FlaskForm)]
    for form in forms:
        for name, words in getattr(form, "faults", {}).items():
            form[name].errors = [words]
            form.form_errors = []
    wrong = request.method == "POST" and any(form.errors for form in forms)
    shown = render_template(template, **context)
    return (shown, 422) if wrong else shown
