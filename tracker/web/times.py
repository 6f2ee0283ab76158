"""Moments as people read them, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton

from tracker.web.languages import locale


def local_time(moment: datetime, zone: str) -> str:
    """The clock time in a zone, for example 21:04."""
    return _clock(moment.astimezone(ZoneInfo(zone)).time(), locale())


def local_moment(moment: datetime, zone: str) -> str:
    """Date and clock time in a zone, for example 20 Nov 10:30."""
    return moment_at(moment, ZoneInfo(zone), locale())


def moment_at(moment: datetime, zone: ZoneInfo, where: Locale) -> str:
    """The same, where the zone and the language are at hand."""
    there = moment.astimezone(zone)
    return f"{_written('MMMd', there.date(), where)} {_clock(there.time(), where)}"


def local_day(moment: datetime, zone: str) -> str:
    """The date in a zone, for example 20 Nov 2026."""
    return _written("yMMMd", moment.astimezone(ZoneInfo(zone)).date(), locale())


def short_date(day: date) -> str:
    """A date without its year, for example 20 Nov."""
    return _written("MMMd", day, locale())


def weekday_date(day: date) -> str:
    """The same with its day of the week, for example Fri 20 Nov."""
    return _written("MMMEd", day, locale())


def clock_hour(hour: int) -> str:
    """A full hour of the day, for example 19:00."""
    return _clock(time(hour), locale())


def _clock(there: time, where: Locale) -> str:
    # Seconds are not shown, and would only fill what is remembered.
    return _written("Hm", datetime.combine(date.min, time(there.hour, there.minute)), where)


@lru_cache(maxsize=4096)
def _written(skeleton: str, day: date, where: Locale) -> str:
    """Remembered, since a page writes the same few days and minutes again and again."""
    return str(format_skeleton(skeleton, day, locale=where))


def age(span: timedelta) -> str:
    """How long ago, in one word and a number: 12 min, 3 h, 2 d."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
