"""What the commands about an installation share: its engine."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine

from config import Config, ConfigError
from tracker.store import scope
from tracker.store.database import engine_options, prepare
from tracker.store.types import use_keys


def engine(config: Config) -> Engine:
    """The database of these settings, ready for use. Raises ConfigError without a folder for it."""
    use_keys(config.data_keys)
    scope.install()
    if config.database_url.startswith("sqlite:///"):
        try:
            config.instance.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"TRACKER_INSTANCE: the folder {config.instance} cannot be made: "
                              f"{error.strerror}") from error
    made = create_engine(config.database_url, **engine_options(config.database_url))
    prepare(made)
    return made
