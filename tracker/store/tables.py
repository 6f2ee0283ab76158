"""All tables in one place, for migrations and checks."""

from tracker.store import alerts, health, heartbeat, people, reminders, ways_in
from tracker.store.base import Base

__all__ = ["Base", "alerts", "health", "heartbeat", "people", "reminders", "ways_in"]
