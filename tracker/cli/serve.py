"""`tracker serve`: the web process."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from flask import Flask


MOST_BODY = 64 * 1024 * 1024
"""Beyond the largest photo's form, answered before it is received whole; pages are stricter."""


def run_server(host: str, port: int, *, demo: bool = False) -> None:
    """Serve the product until told to stop.

    Raises Outdated where the database is not at the newest migration: every page would fail.
    """
    from config import from_environment
    from tracker import create_app
    from tracker.cli.installation import engine
    from tracker.store.migrations import require_current

    config = from_environment(demo=demo)
    database = engine(config)
    require_current(database)
    database.dispose()
    serve_app(create_app(config), host, port, config.trusted_proxy)


def serve_app(app: Flask, host: str, port: int, trusted_proxy: str = "") -> None:
    """Serve an application until told to stop.

    Waitress with its limits raised: 150 slow connections stalled its default of 100, and
    gunicorn's threads (docs/decisions.md).
    """
    import waitress

    # What start-up made lives for good, and what a request made ends with it: looking through it
    # all again and again for rubbish is waste.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    # A few requests that wait for a thread are no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.basicConfig()
    try:
        server = waitress.create_server(
            app, host=host, port=port, **options(trusted_proxy))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such host"
        raise click.ClickException(f"cannot listen at {host}:{port}: {why}; choose another "
                                   "--host or --port, or end what listens there") from error
    server.run()


def options(trusted_proxy: str) -> dict[str, Any]:
    """Waitress's options.

    Who asks is told by the connection, or by the trusted proxy's headers where there is one;
    anybody else's forwarded headers are dropped.
    """
    told: dict[str, Any] = {"threads": 8, "connection_limit": 1000, "channel_timeout": 20,
                            "ident": "tracker",
                            "max_request_body_size": MOST_BODY,
                            "clear_untrusted_proxy_headers": True}
    if trusted_proxy:
        told |= {"trusted_proxy": trusted_proxy, "trusted_proxy_count": 1,
                 "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    return told


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the web pages."""
    run_server(host, port)
