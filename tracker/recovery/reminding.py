"""When a reminder is due, and on which days there is something to remind of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.recovery.asking import pigment_due
from tracker.recovery.entry import Entry

HOURS = range(24)
USUAL_HOUR = 19
DAILY_UNTIL = 14
LAST_DAY = 42
ASKED_AGAIN = 1
"""So many days after a missed day with a question it is reminded of once more."""
LATE = timedelta(hours=3)
"""A reminder that comes later than this after its hour helps nobody."""


def due_on(day: date, hour: int, zone: str) -> datetime:
    """The moment, in UTC, at which a date's reminder is due in a zone.

    An hour that comes twice means its first time; one that the clocks leave out means as long
    after midnight as it would have been, but never the next date.
    """
    there = ZoneInfo(zone)
    wall = datetime.combine(day, time(hour), there)
    moment = wall.astimezone(UTC)
    if moment.astimezone(there).date() > day:
        return wall.replace(fold=1).astimezone(UTC)
    return moment


def next_due(hour: int, zone: str, after: datetime) -> datetime:
    """The first moment after another at which a reminder is due."""
    today = local_date(after, zone)
    moments = (due_on(today + timedelta(days=n), hour, zone) for n in range(4))
    return next(moment for moment in moments if moment > after)


def latest_due(hour: int, zone: str, first: datetime, now: datetime) -> datetime:
    """Today's moment where it has come, else the first: what a worker that was down goes on with.

    Nothing before `first` is due.
    """
    today = due_on(local_date(now, zone), hour, zone)
    return today if first <= today <= now else first


def local_date(moment: datetime, zone: str) -> date:
    """The calendar date of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def in_time(due: datetime, now: datetime, zone: str) -> bool:
    """Whether a due reminder still helps: not too late, and still about the same date."""
    return (timedelta(0) <= now - due <= LATE
            and local_date(due, zone) == local_date(now, zone))


def wanted(day: int, entries: Sequence[Entry], *, alert_open: bool) -> bool:
    """Whether to remind on a day of the recovery: never of a day that is answered.

    Daily for two weeks; then where an alert is open, and on the days that ask for dark patches,
    or the day after where that one was missed.
    """
    if not 0 <= day <= LAST_DAY or any(entry.day == day for entry in entries):
        return False
    if day <= DAILY_UNTIL or alert_open:
        return True
    asked = pigment_due(day, entries)
    if asked is None or day - asked > ASKED_AGAIN:
        return False
    return day == asked or all(entry.day < asked for entry in entries)
