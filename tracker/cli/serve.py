"""`tracker serve`: the web process."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING, Any

import click

from config import ConfigError

if TYPE_CHECKING:
    from flask import Flask


def run_server(host: str, port: int, *, demo: bool = False) -> None:
    """Serve the product until told to stop."""
    from config import from_environment
    from tracker import create_app

    config = from_environment(demo=demo)
    serve_app(create_app(config), host, port, config.trusted_proxy)


def serve_app(app: Flask, host: str, port: int, trusted_proxy: str = "") -> None:
    """Serve an application until told to stop.

    Waitress with its limits raised: 150 slow connections stalled its default of 100, and
    gunicorn's threads (docs/decisions.md).
    """
    import waitress

    # What start-up made lives for good: looking through it again and again for rubbish is waste.
    gc.freeze()
    # A few requests that wait for a thread are no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(app, host=host, port=port, **options(trusted_proxy))


def options(trusted_proxy: str) -> dict[str, Any]:
    """Waitress's options.

    Who asks is told by the connection, or by the trusted proxy's headers where there is one;
    anybody else's forwarded headers are dropped.
    """
    told: dict[str, Any] = {"threads": 8, "connection_limit": 1000, "channel_timeout": 20,
                            "ident": "tracker", "clear_untrusted_proxy_headers": True}
    if trusted_proxy:
        told |= {"trusted_proxy": trusted_proxy, "trusted_proxy_count": 1,
                 "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    return told


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the web pages."""
    try:
        run_server(host, port)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
