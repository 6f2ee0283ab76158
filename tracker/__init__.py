"""Recovery after skin treatment, watched over every day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config | None = None) -> Flask:
    """The whole web application, wired; settings from the environment unless given.

    Imported late, so that the command line's pure parts start without the web.
    Raises config.ConfigError for a missing or wrong setting.
    """
    from config import from_environment
    from tracker.web.app import build

    return build(config or from_environment())
