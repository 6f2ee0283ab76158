"""All tables in one place, for migrations and checks."""

from tracker.store import alerts, health, heartbeat, people, reminders
from tracker.store.base import Base

__all__ = ["Base", "alerts", "health", "heartbeat", "people", "reminders"]
