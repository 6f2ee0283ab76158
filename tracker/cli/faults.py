"""What a command says when something fails: one line, with the way to mend it."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

DATABASE = "check TRACKER_DATABASE_URL, that the server runs, and `tracker db upgrade`"
CUT_OFF = 141
"""What a shell shows for a program that wrote to a closed pipe (128 + SIGPIPE)."""


def in_plain_words(error: Exception) -> str:
    """One line about a failure: what happened and, where it is known, how to mend it."""
    from alembic.util.exc import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from config import ConfigError
    from tracker.store.migrations import Outdated

    if isinstance(error, ConfigError | Outdated):
        return first_line(error)
    if isinstance(error, SQLAlchemyError):
        return f"the database refused: {first_line(getattr(error, 'orig', None) or error)}; " \
               f"{DATABASE}"
    if isinstance(error, CommandError):
        return f"the migrations: {first_line(error)}"
    if isinstance(error, OSError):
        return first_line(error)
    return f"unexpected {type(error).__name__}: {first_line(error)}; " \
           "`tracker --traceback …` shows where"


def first_line(error: BaseException) -> str:
    """The first line of an error's words, or its kind where it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def end_of_pipe() -> NoReturn:
    """End quietly because whoever read our output has gone, as `head` does."""
    # What is still buffered would be written at exit and fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(CUT_OFF)
