"""What a passkey's two steps share: for which site, and a challenge that is used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request
from flask import session as cookie

from tracker.care import passkeys, throttle
from tracker.care.viewer import Refused
from tracker.recovery.sentence import say
from tracker.web.context import db, now, settings

LASTS = timedelta(minutes=5)
TOO_OLD = say("That took too long. Please try again.")
_FIELD = "challenge"


@dataclass(frozen=True)
class Challenge:
    """What an authenticator signs, and, where a passkey is made, the person's handle."""

    value: str
    handle: str


def site() -> passkeys.Site:
    """This installation as authenticators know it, from TRACKER_BASE_URL alone.

    Passkeys know names, no numbers: on one's own machine they are for localhost.
    """
    parts = urlsplit(settings().base_url)
    domain = "localhost" if _is_number(parts.hostname) else str(parts.hostname)
    port = f":{parts.port}" if parts.port else ""
    return passkeys.Site(domain, f"{parts.scheme}://{domain}{port}")


def offered() -> bool:
    """Whether a browser would make a passkey for the page that is asked for."""
    return request.host.partition(":")[0] == site().domain


def _is_number(host: str | None) -> bool:
    try:
        ip_address(host or "")
    except ValueError:
        return False
    return True


def issue(purpose: str, handle: str | None = None) -> Challenge:
    """A fresh challenge, kept in the device's signed cookie; the one before it is void."""
    challenge = Challenge(passkeys.new_challenge(), handle or passkeys.new_handle())
    cookie[_FIELD] = {"for": purpose, "value": challenge.value, "handle": challenge.handle,
                      "at": now().timestamp()}
    return challenge


def take(purpose: str) -> Challenge:
    """The challenge that was issued. Raises Refused where there is none, or it is too old, or it
    was used: a cookie can be replayed, so what was used is kept where all processes look."""
    kept = cookie.pop(_FIELD, None)
    if (not kept or kept["for"] != purpose
            or not 0 <= now().timestamp() - kept["at"] <= LASTS.total_seconds()
            or not throttle.first_use(db.session, kept["value"], now=now())):
        raise Refused({"": TOO_OLD})
    return Challenge(kept["value"], kept["handle"])
