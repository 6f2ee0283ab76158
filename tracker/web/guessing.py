"""The throttle at the door: whose tries a request uses up, and devices that are known."""

from __future__ import annotations

import ipaddress
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Response, after_this_request, current_app, g, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tracker.care import throttle
from tracker.care.patients import normal_email, token_hash
from tracker.web.context import db, now, settings

KNOWN_FOR = timedelta(days=365)
GUESSED = frozenset({"public.use_passkey", "public.use_sign_in_link"})
"""What is no password cannot be guessed, but trying costs us work."""
MAILING = {
    "security.forgot_password": (throttle.RESET_ACCOUNT, throttle.RESET_NETWORK),
    "public.ask_sign_in_link": (throttle.LINK_ACCOUNT, throttle.LINK_NETWORK),
}
"""What mails a link, and the buckets of the address and of the network that it counts in."""
MOST_PEOPLE = 20
"""So many people's names one device keeps: the desk of a clinic has several."""


def install(app: Flask) -> None:
    """Count every guess before it is looked at."""
    app.before_request(_throttle)


def _throttle() -> tuple[str, int] | None:
    if request.method != "POST":
        return None
    if request.endpoint == "security.login":
        g.tries = throttle.take(db.session, _sign_in_buckets(), now=now())
        return None if g.tries is not None else _enough()
    if request.endpoint in GUESSED:
        g.tries = throttle.take(db.session, ((throttle.NETWORK, network()),), now=now())
        return None if g.tries is not None else _enough()
    if request.endpoint in MAILING:
        account, whole = MAILING[request.endpoint]
        if throttle.take(db.session, ((whole, network()),), now=now()) is None:
            return _enough()
        if address := _address():
            # Whoever asks again is told the same; the mails sent by now are enough.
            g.enough_mails = throttle.take(db.session, ((account, address),), now=now()) is None
    return None


def _enough() -> tuple[str, int]:
    return render_template("errors/429.html"), 429


def _address() -> str:
    """The one form of the address that was typed; empty where it is none."""
    try:
        return normal_email(request.form.get("email", ""))
    except ValueError:
        return ""


def network() -> str:
    """Where the request comes from; of IPv6 the network, since a home has 2^64 addresses."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _sign_in_buckets() -> tuple[throttle.Bucket, ...]:
    address = _address()
    if not address:
        return ((throttle.NETWORK, network()),)
    known = _known()
    if _mark(address) in known["of"]:
        # Strangers' guesses fill neither this bucket nor, from the same network, its owner's way.
        return ((throttle.DEVICE, f"{known['id']} {address}"),)
    return ((throttle.ACCOUNT, address), (throttle.NETWORK, network()))


def remember_device(address: str) -> None:
    """Mark the device as one from which this account was opened."""
    known = _known()
    of = [_mark(address), *(mark for mark in known["of"] if mark != _mark(address))]
    value = _signer().dumps({"id": known["id"], "of": of[:MOST_PEOPLE]})

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(_cookie(), value, max_age=KNOWN_FOR, secure=settings().secure,
                            httponly=True, samesite="Lax", path="/")
        return response


def _known() -> dict[str, Any]:
    """What the device's cookie says; a new name where it has none, or not one of ours."""
    try:
        return _signer().loads(request.cookies.get(_cookie(), ""),
                               max_age=int(KNOWN_FOR.total_seconds()))
    except BadSignature:
        return {"id": secrets.token_urlsafe(16), "of": []}


def _mark(address: str) -> str:
    """The account in the cookie: not its address, which whoever finds the device could read."""
    return token_hash(f"device of {address}")[:24]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known device")


def _cookie() -> str:
    return "__Host-device" if settings().secure else "device"
