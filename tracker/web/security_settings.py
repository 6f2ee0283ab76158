"""Flask-Security's settings: what is used of it, and what is switched off."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask_security import uia_email_mapper

from config import Config
from tracker.care import passwords
from tracker.recovery.sentence import say

ASKED = say("If this address has an account, a mail with a link is on its way. "
            "The link holds for an hour.")
WORDS = {
    "GENERIC_AUTHN_FAILED": (say("This address and password do not go together. Please try "
                                 "again."), "error"),
    "PASSWORD_RESET_REQUEST": (ASKED, "info"),
    "PASSWORD_RESET_EXPIRED": (say("This link is too old. Please ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (say("This link holds no more. Please ask for a new one."),
                                     "error"),
    "PASSWORD_RESET_NO_LOGIN": (say("Your new password is saved. Please sign in with it."),
                                "success"),
    "PASSWORD_NOT_PROVIDED": (say("Please choose a password."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (say("The two passwords differ."), "error"),
}


def settings(config: Config) -> dict[str, Any]:
    """Settings for Flask's configuration."""
    told: dict[str, Any] = {f"SECURITY_MSG_{name}": words for name, words in WORDS.items()}
    return told | {
        "SECURITY_PASSWORD_SALT": hashlib.sha256(config.secret_key.encode()).hexdigest(),
        # Argon2id salts by itself: no second hash around it.
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": passwords.MEMORY_KIB, "argon2__time_cost": passwords.PASSES,
            "argon2__parallelism": passwords.LANES,
        },
        # Of a password's hash a link holds a digest: nobody guesses that, so it need not be slow.
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
        # Our own mails go out, written with what they tell of; no templates are rendered twice.
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        # Addresses are stored in one form, so they are found as they are, by their index.
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"email": {"mapper": uia_email_mapper, "case_insensitive": False}},
        ],
        "SECURITY_LOGIN_URL": "/login",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        # Nothing asks for the password again yet: a negative time switches /verify off.
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_API_ENABLED_METHODS": ["session"],
    }
