"""Counting days as the patient does: by the midnights of their own time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

REGIONS = frozenset({"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia",
                     "Europe", "Indian", "Pacific"})


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The time zones that can be chosen: IANA's names of regions, and UTC.

    The database of zones also holds the machine's own (localtime), patterns for calculation
    (posixrules, EST5EDT, right/…) and one for "not set" (Factory): nobody lives there.
    """
    return frozenset(
        zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS and "/" in zone
    ) | {"UTC"}


def day_number(treated_at: datetime, moment: datetime, zone: str) -> int:
    """Whole days from the treatment's date to the moment's, in the zone; day 0 is the treatment's.

    Raises ValueError for naive times and unknown zones.
    """
    return (_local(moment, zone) - _local(treated_at, zone)).days


def date_of_day(treated_at: datetime, day: int, zone: str) -> date:
    """The calendar date of a day. Raises ValueError as `day_number`."""
    return _local(treated_at, zone) + timedelta(days=day)


def _local(moment: datetime, zone: str) -> date:
    if moment.tzinfo is None:
        raise ValueError("a time without zone has no date")
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"unknown time zone {zone}") from error
