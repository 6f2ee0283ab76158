"""Our own static files: named by what they hold, so that a browser fetches each of them once."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.routing import BaseConverter

FOREVER = "public, max-age=31536000, immutable"
TEXTS = ("text/", "application/javascript", "application/json", "application/manifest+json",
         "image/svg+xml")


class Fingerprint(BaseConverter):
    """The part of an address that changes with the files."""

    regex = "[0-9a-f]{12}"


class NoCookieForFiles(SecureCookieSessionInterface):
    """A file is the same for everybody: no session is sent with it, and none makes it another."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """As Flask, but for files."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


@cache
def fingerprint(*folders: Path) -> str:
    """What these folders hold, in twelve characters."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def install(app: Flask, folder: Path) -> None:
    """Give every static file's address the fingerprint of all; serve texts compressed.

    One fingerprint for all of them: what a style or script names beside itself carries it along.
    An address with another one (of a page from before the update) finds the file as it is now.
    """
    version = fingerprint(folder)
    app.session_interface = NoCookieForFiles()
    app.url_map.converters["fingerprint"] = Fingerprint
    app.add_url_rule("/static/<fingerprint:version>/<path:filename>", endpoint="static")

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("version", version)

    @app.url_value_preprocessor
    def take_version(endpoint: str | None, values: dict[str, object] | None) -> None:
        if endpoint == "static" and values is not None:
            g.static_version = values.pop("version", None)

    @app.after_request
    def keep_for_long(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            if g.get("static_version") == version:
                response.headers["Cache-Control"] = FOREVER
            _compress(response, folder)
        return response


def _compress(response: Response, folder: Path) -> None:
    """Send a text squeezed where the browser takes that. Nothing secret is in it."""
    if not (response.mimetype or "").startswith(TEXTS):
        return
    response.vary.add("Accept-Encoding")
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return
    path = folder / (request.view_args or {})["filename"]
    response.direct_passthrough = False
    response.set_data(_squeezed(path, path.stat().st_mtime_ns))
    response.content_encoding = "gzip"
    response.headers.pop("Accept-Ranges", None)


@cache
def _squeezed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
