"""Who asks by a bearer token."""

from __future__ import annotations

from flask import abort, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from tracker.care import api_tokens, throttle
from tracker.care.viewer import Viewer
from tracker.store.people import AUDITOR
from tracker.web.context import db, now
from tracker.web.guessing import network

MACHINES = ("/api/", "/fhir/")
"""Below these addresses other systems ask: by a token, whatever cookie comes along."""
READING = ("GET", "HEAD", "OPTIONS")


def of_machines() -> bool:
    """Whether the request is another system's."""
    return request.path.startswith(MACHINES)


def authenticate() -> Viewer:
    """Whose token the request shows: narrows the session to what they may see, keeps `g.viewer`.

    Aborts with 401 where none holds, 429 where a network shows too many wrong ones, and 403 where
    an auditor's would change something. How the error is rendered is the caller's.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthorized()
    viewer = api_tokens.bearer(db.session, token.strip(), now=now())
    if viewer is None:
        # Counted afterwards, unlike passwords: nobody guesses 256 bits, but trying costs us work.
        # Tokens that hold are never counted, so strangers cannot keep anybody out.
        bucket = (throttle.TOKEN_NETWORK, network())
        if throttle.take(db.session, (bucket,), now=now()) is None:
            abort(429)
        raise _unauthorized(error="invalid_token")
    g.viewer = viewer
    if viewer.roles == {AUDITOR} and request.method not in READING:
        abort(403)
    return viewer


def _unauthorized(**why: str) -> Unauthorized:
    return Unauthorized(
        "Send a token that holds as 'Authorization: Bearer ...'.",
        www_authenticate=WWWAuthenticate("bearer", {"realm": "tracker", **why}))
