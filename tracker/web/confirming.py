"""Asking somebody signed in for their password once more, before what cannot be undone."""

from __future__ import annotations

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
        return "Please type your password."
    if len(typed) > passwords.LONGEST:
        return f"A password has at most {passwords.LONGEST} characters."
    if throttle.take(session(), ((throttle.ACCOUNT, current_user.email),), now=now()) is None:
        return "Too many tries. Please wait five minutes."
    if not verify_password(passwords.normal(typed), current_user.password):
        accounts.not_confirmed(session(), viewer(), now=now())
        return "This is not your password."
    return ""
