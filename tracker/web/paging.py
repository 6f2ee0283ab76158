"""Where a list goes on: the key of a page's last row, signed, as an address carries it."""

from __future__ import annotations

from datetime import datetime

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from tracker.store.triage import Place


def page_token(of: str, *key: str | int) -> str:
    """The key as a token that only this list takes back."""
    return str(_pages(of).dumps(key))


def page_key(of: str, token: str | None) -> list[str | int] | None:
    """The key again; None for the first page. Aborts with 404 for what is no token of ours."""
    if not token:
        return None
    try:
        return list(_pages(of).loads(token))
    except BadSignature:
        abort(404)


def place_token(of: str, place: tuple[datetime, int] | None) -> str | None:
    """The token of a list by time that goes on after a row's moment and number, if it goes on."""
    return page_token(of, place[0].isoformat(), place[1]) if place else None


def place_key(of: str, token: str | None) -> tuple[datetime, int] | None:
    """Moment and number again; None for the first page. Aborts with 404 as `page_key`."""
    key = page_key(of, token)
    return (datetime.fromisoformat(str(key[0])), int(key[1])) if key else None


def line_token(of: str, place: Place | None) -> str | None:
    """The token of a list, worst first, that goes on after a recovery's line, if it goes on."""
    return (page_token(of, place.rank, place.treated_at.isoformat(), place.recovery_id)
            if place else None)


def line_key(of: str, token: str | None) -> Place | None:
    """The line's place again; None for the first page. Aborts with 404 as `page_key`."""
    key = page_key(of, token)
    return Place(int(key[0]), datetime.fromisoformat(str(key[1])), str(key[2])) if key else None


def _pages(of: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"{of} page")
