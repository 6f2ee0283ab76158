"""Moments as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def local_time(moment: datetime, zone: str) -> str:
    """The clock time in a zone, for example 21:04."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def local_moment(moment: datetime, zone: str) -> str:
    """Date and clock time in a zone, for example 20 Nov 10:30."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%b %H:%M}"


def age(span: timedelta) -> str:
    """How long ago, in one word and a number: 12 min, 3 h, 2 d."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def local_day(moment: datetime, zone: str) -> str:
    """The date in a zone, for example 20 Nov 2026."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%b %Y}"
