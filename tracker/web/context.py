"""What every view needs of the running request: session, viewer, the time, the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from flask import Response, abort, after_this_request, current_app, g
from flask_login import current_user
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.orm import Session

from config import Config
from tracker.care.viewer import Viewer
from tracker.jobs.queue import Queue
from tracker.store.blobs import Blobs
from tracker.store.scope import Scope, set_scope

db = SQLAlchemy(session_options={"expire_on_commit": False})


def settings() -> Config:
    """The installation's settings."""
    return cast(Config, current_app.config["TRACKER"])


def now() -> datetime:
    """The moment of this request, aware, UTC; the one place where the web reads the clock."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast(datetime, g.now)


def session() -> Session:
    """The request's database session, narrowed to the viewer where one is signed in."""
    return db.session


def viewer() -> Viewer:
    """The signed-in person; aborts with 401 where nobody is."""
    if not current_user.is_authenticated:
        abort(401)
    return cast(Viewer, g.viewer)


def wake(mails: Sequence[str]) -> None:
    """Tell the worker that mails wait; if that fails, its sweep finds them.

    Told once the answer is out: whoever saved something does not wait for the queue.
    """
    queue = cast(Queue, current_app.extensions["queue"])

    @after_this_request
    def when_answered(response: Response) -> Response:
        response.call_on_close(lambda: queue.wake(mails))
        return response


def photo_store() -> Blobs:
    """Where photos are kept."""
    return cast(Blobs, current_app.extensions["photos"])


def unscoped(scope: Scope) -> None:
    """Set a scope for a page that needs no viewer: an invitation's own row is its key."""
    set_scope(db.session, scope)
