"""What the commands about an installation share: its settings and its engine."""

from __future__ import annotations

import click
from sqlalchemy import Engine, create_engine

from config import Config, ConfigError, from_environment
from tracker.store import scope
from tracker.store.database import engine_options, prepare
from tracker.store.types import use_keys


def settings(*, demo: bool = False) -> Config:
    """The settings, or an end with the reason in plain words."""
    try:
        return from_environment(demo=demo)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def engine(config: Config) -> Engine:
    """The database of these settings, ready for use."""
    use_keys(config.data_keys)
    scope.install()
    if config.database_url.startswith("sqlite:///"):
        config.instance.mkdir(parents=True, exist_ok=True)
    made = create_engine(config.database_url, **engine_options(config.database_url))
    prepare(made)
    return made
