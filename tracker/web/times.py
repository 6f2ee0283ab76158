"""Moments as people read them, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from tracker.web.languages import locale


def local_time(moment: datetime, zone: str) -> str:
    """The clock time in a zone, for example 21:04."""
    return _clock(moment.astimezone(ZoneInfo(zone)))


def local_moment(moment: datetime, zone: str) -> str:
    """Date and clock time in a zone, for example 20 Nov 10:30."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{short_date(there)} {_clock(there)}"


def short_date(day: date) -> str:
    """A date without its year, for example 20 Nov."""
    return str(format_skeleton("MMMd", day, locale=locale()))


def weekday_date(day: date) -> str:
    """The same with its day of the week, for example Fri 20 Nov."""
    return str(format_skeleton("MMMEd", day, locale=locale()))


def clock_hour(hour: int) -> str:
    """A full hour of the day, for example 19:00."""
    return _clock(datetime.combine(date.min, time(hour)))


def _clock(there: datetime) -> str:
    return str(format_skeleton("Hm", there, locale=locale()))


def age(span: timedelta) -> str:
    """How long ago, in one word and a number: 12 min, 3 h, 2 d."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def local_day(moment: datetime, zone: str) -> str:
    """The date in a zone, for example 20 Nov 2026."""
    there = moment.astimezone(ZoneInfo(zone))
    return str(format_skeleton("yMMMd", there, locale=locale()))
