"""All tables in one place, for migrations and checks."""

from tracker.store import (
    alerts,
    api_tokens,
    audit_chain,
    duty,
    erasures,
    health,
    heartbeat,
    messages,
    people,
    photos,
    presets,
    reminders,
    ways_in,
    work,
)
from tracker.store.base import Base

__all__ = ["Base", "alerts", "api_tokens", "audit_chain", "duty", "erasures", "health",
           "heartbeat", "messages", "people", "photos", "presets", "reminders", "ways_in", "work"]
