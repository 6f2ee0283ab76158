"""`tracker serve`: the web process."""

from __future__ import annotations

import click

from config import ConfigError


def run_server(host: str, port: int, *, demo: bool = False) -> None:
    """Serve until told to stop.

    Waitress with its limits raised: 150 slow connections stalled its default of 100, and
    gunicorn's threads (docs/decisions.md).
    """
    import waitress

    from config import from_environment
    from tracker import create_app

    app = create_app(from_environment(demo=demo))
    waitress.serve(app, host=host, port=port, threads=8, connection_limit=1000,
                   channel_timeout=20, ident="tracker", clear_untrusted_proxy_headers=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the web pages."""
    try:
        run_server(host, port)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
