"""All tables in one place, for migrations and checks."""

from tracker.store import (
    alerts,
    duty,
    erasures,
    health,
    heartbeat,
    people,
    photos,
    reminders,
    ways_in,
)
from tracker.store.base import Base

__all__ = ["Base", "alerts", "duty", "erasures", "health", "heartbeat", "people", "photos",
           "reminders", "ways_in"]
