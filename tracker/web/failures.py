"""What went wrong, told as a page; to other systems in the words of the room they asked in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from tracker.care.viewer import NotFound
from tracker.store.blobs import StoreTrouble
from tracker.web import unaccepted
from tracker.web.api import problems
from tracker.web.fhir import outcomes

Page = Callable[[Any], Any]
ROOMS: Mapping[str, Callable[[int, str, Mapping[str, str]], Response]] = {
    "/api/": problems.told, "/fhir/": outcomes.told}
"""Where other systems ask, and how they are told the status of what went wrong, its words where
there are any, and the headers that belong to it. Nothing is told of how we are made."""
AGAIN = {"Retry-After": "5"}


def install(app: Flask) -> None:
    """Answer everything that is raised."""
    pages: dict[type[Exception], tuple[int, Page]] = {
        NotFound: (404, lambda _: (render_template("errors/404.html"), 404)),
        OperationalError: (503, _busy),
        StoreTrouble: (503, _photos_away),
        # Somebody was faster, and the database kept to its rules.
        IntegrityError: (409, lambda _: (render_template("errors/409.html"), 409)),
        HTTPException: (0, _http_error),
        # Without a host of ours no address can be built, so none of our pages either.
        SecurityError: (400, lambda _: Response("There is no such site here.", 400,
                                                mimetype="text/plain")),
    }
    for kind, (status, page) in pages.items():
        app.register_error_handler(kind, _by_room(status, page))
    unaccepted.install(app)


def _by_room(status: int, page: Page) -> Page:
    def answer(error: Exception) -> Any:
        told = next((told for begin, told in ROOMS.items() if request.path.startswith(begin)),
                    None)
        if told is None:
            return page(error)
        if not isinstance(error, HTTPException):
            return told(status, "", AGAIN if status == 503 else {})
        code = error.code or 500
        if error.response is not None or code < 400:
            return error
        return told(code, error.description or "", {
            name: value for name, value in error.get_headers() if name != "Content-Type"})

    return answer


def _busy(_error: OperationalError) -> tuple[str, int, dict[str, str]]:
    """The database cannot be reached or is held: what was typed can be sent again from here."""
    kept = unaccepted.typed() if request.method == "POST" else []
    return render_template("errors/503.html", kept=kept), 503, AGAIN


def _photos_away(_error: StoreTrouble) -> tuple[str, int]:
    """The photo store cannot be reached: everything but photos goes on."""
    return render_template("errors/photos.html"), 503


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code == 401 and request.method == "GET":
        return redirect(url_for("security.login", next=request.path))
    if error.response is not None or code < 400:
        return error
    known = {400, 403, 404, 409, 410, 413, 422, 429, 500, 503}
    return render_template(f"errors/{code if code in known else 400}.html"), code
