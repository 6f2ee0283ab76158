"""`/metrics` for Prometheus: numbers for whoever runs the installation, not for the public."""

from __future__ import annotations

import hmac
import platform
from collections.abc import Iterator
from importlib.metadata import version
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from tracker.care.counted import REGISTRY
from tracker.care.figures import Figures, read_figures
from tracker.store.scope import EVERYBODY
from tracker.web.context import db, now, settings, unscoped

bp = Blueprint("metrics", __name__)
PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
           "X-Forwarded-Port", "X-Forwarded-By", "X-Real-IP", "Via")
ProcessCollector(registry=REGISTRY)


@bp.get("/metrics")
def metrics() -> Response:
    """What this process counted, and how the installation stands; 404 for everybody else."""
    if not (_bears_the_secret(settings().metrics_token) or _from_this_machine(settings())):
        abort(404)
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    standing = CollectorRegistry()
    standing.register(_Standing())
    return Response(encode(REGISTRY) + encode(standing), content_type=content_type)


def _bears_the_secret(secret: str) -> bool:
    told = request.authorization
    if not secret or told is None or told.type != "bearer" or not told.token:
        return False
    return hmac.compare_digest(told.token.encode(), secret.encode())


def _from_this_machine(config: Config) -> bool:
    """Whether a program of this machine asks, and not a proxy on it for somebody else.

    Waitress drops the forwarded headers of a proxy that nobody named, and then strangers look like
    the machine. So where people reach us by another address, the proxy must be a known one.
    """
    if not (config.trusted_proxy or _loopback(urlsplit(config.base_url).hostname or "")):
        return False
    if any(name in request.headers for name in PROXIED):
        return False
    return _loopback(request.remote_addr or "")


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Standing(Collector):
    """How things stand at the moment of the scrape; what is unknown is left out."""

    def collect(self) -> Iterator[Metric]:
        """Everything that is asked of database and queue."""
        build = GaugeMetricFamily("tracker_build_info", "What runs.",
                                  labels=("version", "python", "database"))
        build.add_metric((version("tracker"), platform.python_version(),
                          "sqlite" if settings().sqlite else "postgresql"), 1)
        yield build
        yield from _queue()
        try:
            unscoped(EVERYBODY)
            found = read_figures(db.session, now())
        except SQLAlchemyError:
            yield _gauge("tracker_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("tracker_database_up", "Whether the database answers.", 1)
        yield from _told(found)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _queue() -> Iterator[Metric]:
    try:
        waiting = current_app.extensions["queue"].waiting()
    except Exception:
        # Whatever its database raises: `/readyz` says what; here the number is missing.
        return
    yield _gauge("tracker_queue_length", "Wake-ups that wait for a worker.", waiting)


def _told(found: Figures) -> Iterator[Metric]:
    flow = found.flow
    yield _gauge("tracker_mails_waiting", "Mails that wait to be sent.", flow.waiting)
    yield _gauge("tracker_mails_given_up_7_days",
                 "Mails queued in the last 7 days that were given up.", flow.given_up)
    for name, words, moment in (
        ("tracker_mail_oldest_waiting_seconds", "Age of the oldest waiting mail.", flow.oldest),
        ("tracker_worker_sweep_age_seconds", "Since a worker last swept.", flow.last_sweep),
        ("tracker_worker_telling_age_seconds",
         "Since a worker last looked whom to tell next.", flow.last_telling),
    ):
        if moment is not None:
            yield _gauge(name, words, (now() - moment).total_seconds())
    mails = GaugeMetricFamily("tracker_mails_last_hour",
                              "What became of the mails queued in the last hour.",
                              labels=("state",))
    for state, many in found.mails.items():
        mails.add_metric((state,), many)
    yield mails
    alerts = GaugeMetricFamily("tracker_alerts_last_hour", "Alerts raised in the last hour.",
                               labels=("level",))
    for level, many in found.alerts.items():
        alerts.add_metric((level.name.lower(),), many)
    yield alerts
