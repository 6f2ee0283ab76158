"""Asking somebody signed in for their password once more, before what cannot be undone."""

from __future__ import annotations

from flask_babel import gettext
from flask_login import current_user
from flask_security import verify_password

from tracker.care import accounts, passwords, throttle
from tracker.web.context import now, session, viewer


def password_fault(typed: str) -> str:
    """What is wrong with a password typed to confirm; nothing for who has none to type.

    Guesses are counted with those at the door.
    """
    if current_user.password is None:
        return ""
    if not typed:
        return gettext("Please type your password.")
    if len(typed) > passwords.LONGEST:
        return gettext("A password has at most %(most)s characters.", most=passwords.LONGEST)
    if throttle.take(session(), ((throttle.ACCOUNT, current_user.email),), now=now()) is None:
        return gettext("Too many tries. Please wait five minutes.")
    if not verify_password(passwords.normal(typed), current_user.password):
        accounts.not_confirmed(session(), viewer(), now=now())
        return gettext("This is not your password.")
    return ""
