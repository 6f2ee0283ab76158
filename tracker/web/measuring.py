"""Each request is counted and timed, by the route's pattern: paths hold ids, so they stay out."""

from __future__ import annotations

from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from tracker.care.counted import REGISTRY
from tracker.web.bearer import of_machines

REQUESTS = Histogram(
    "tracker_request_seconds", "Requests by route, method and status, with the time to answer.",
    ("route", "method", "status"), registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10))
FAILED = Counter("tracker_failed_sign_ins", "Sign-ins that opened nothing, by the way tried.",
                 ("way",), registry=REGISTRY)
WAYS = {"security.login": "password", "public.use_passkey": "passkey",
        "public.use_sign_in_link": "link"}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_kept: dict[tuple[str, str, int], Histogram] = {}
"""A series once found: looking it up by its labels takes longer than adding to it."""
TOKEN = "token"  # noqa: S105  the name of a way, not a secret
for _way in (*WAYS.values(), TOKEN):
    FAILED.labels(_way)


def install(app: Flask) -> None:
    """Measure from before everything else to after it: so this is to be set up first."""

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        took = perf_counter() - g.began if "began" in g else 0.0
        _series(response.status_code).observe(took)
        if response.status_code >= 400 and (way := _tried()):
            FAILED.labels(way).inc()
        return response


def _tried() -> str | None:
    """By which way the request tried to sign in, if it did; of tokens only those that are none."""
    if of_machines():
        return TOKEN if "Authorization" in request.headers and "viewer" not in g else None
    return WAYS.get(request.endpoint or "") if request.method == "POST" else None


def _series(status: int) -> Histogram:
    """What whoever asks may choose freely (a path, a method) makes no series of its own."""
    rule = request.url_rule
    key = (rule.rule if rule else "none",
           request.method if request.method in METHODS else "other", status)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = REQUESTS.labels(key[0], key[1], str(status))
    return found
