"""A clinic's rules of telling: at once or once a day, quiet hours, and how long is waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.recovery.assessment import Level
from tracker.recovery.reminding import next_due

URGENT_MINUTES = (10, 720)
CONCERN_HOURS = (1, 48)


@dataclass(frozen=True)
class Rules:
    """How soon people are told. Hours are of the clinic's own clock; both quiet hours or none.

    What nobody has taken goes on to the next after `urgent_minutes` or `concern_hours`: with what
    is set here a concern reaches the manager within the 48 hours that patients are told of.
    """

    digest: bool = False
    digest_hour: int = 8
    quiet_from: int | None = None
    quiet_until: int | None = None
    urgent_minutes: int = 60
    concern_hours: int = 12

    def patience(self, level: int) -> timedelta:
        """How long an alert may wait to be taken before the next are told."""
        return (timedelta(minutes=self.urgent_minutes) if level >= Level.URGENT
                else timedelta(hours=self.concern_hours))

    def held_until(self, level: int, moment: datetime, zone: str) -> datetime | None:
        """Until when telling of a new alert waits; None where it is told at once.

        Nothing holds what is urgent.
        """
        if level >= Level.URGENT:
            return None
        if self.digest:
            return next_due(self.digest_hour, zone, moment)
        return self.quiet_end(level, moment, zone)

    def quiet_end(self, level: int, moment: datetime, zone: str) -> datetime | None:
        """When the quiet hours of a moment end; None where they do not hold a level now."""
        if self.quiet_until is None or level >= Level.URGENT:
            return None
        if not self.quiet_at(moment.astimezone(ZoneInfo(zone)).hour):
            return None
        return next_due(self.quiet_until, zone, moment)

    def quiet_at(self, hour: int) -> bool:
        """Whether an hour of the clock is quiet."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until
