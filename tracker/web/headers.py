"""The headers of every answer."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = (
    # Bootstrap draws a few arrows and ticks as data: images; they can run nothing.
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'; worker-src 'self'; manifest-src 'self'"
)
PHOTO_CACHING = "private, no-store"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # same-origin, not no-referrer: the CSRF check over https needs the referrer.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


def install(app: Flask, *, secure: bool) -> None:
    """Set them on every answer, errors and static files included."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if (request.endpoint not in ("static", "bootstrap.static")
                and response.headers.get("Cache-Control") != PHOTO_CACHING):
            response.headers["Cache-Control"] = "no-store"
        # Only where somebody has really gone: a question before it must not empty the phone.
        if request.endpoint == "security.logout" and response.status_code in (302, 303):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
