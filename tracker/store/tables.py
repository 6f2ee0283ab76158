"""All tables in one place, for migrations and checks."""

from tracker.store import (
    alerts,
    erasures,
    health,
    heartbeat,
    people,
    photos,
    presets,
    reminders,
    ways_in,
)
from tracker.store.base import Base

__all__ = ["Base", "alerts", "erasures", "health", "heartbeat", "people", "photos", "presets",
           "reminders", "ways_in"]
