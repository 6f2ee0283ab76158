"""All tables in one place, for migrations and checks."""

from tracker.store import alerts, health, people
from tracker.store.base import Base

__all__ = ["Base", "alerts", "health", "people"]
