"""When a reminder is due: by the clocks of the patient's own zone, once a date, on the days that
matter."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.recovery.days import known_zones
from tracker.recovery.entry import Entry
from tracker.recovery.reminding import LATE, due_on, in_time, local_date, next_due, wanted

ZONES = sorted(known_zones())
DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def entry(day: int, **more: int) -> Entry:
    answers = {"redness": 1, "swelling": 0, "itching": 0, "bleeding": 0, **more}
    return Entry.from_answers(answers, day=day, submitted=day)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hour", "zone", "due"), [
    (date(2026, 11, 25), 19, "Europe/Berlin", utc(2026, 11, 25, 18)),
    (date(2026, 7, 1), 19, "America/New_York", utc(2026, 7, 1, 23)),
    # Left out: 02:00 does not exist, so as long after midnight as it would have been.
    (date(2027, 3, 28), 2, "Europe/Berlin", utc(2027, 3, 28, 1)),
    # Twice: the first time.
    (date(2026, 10, 25), 2, "Europe/Berlin", utc(2026, 10, 25, 0)),
    # The whole last hour of a date is left out in Greenland: an hour earlier, on the same date.
    (date(2024, 3, 30), 23, "America/Nuuk", utc(2024, 3, 31, 0)),
    # Half an hour of change.
    (date(2026, 10, 4), 2, "Australia/Lord_Howe", utc(2026, 10, 3, 15, 30)),
])
def test_an_hour_is_the_patients_own(day: date, hour: int, zone: str, due: datetime) -> None:
    assert due_on(day, hour, zone) == due
    assert local_date(due, zone) == day


@settings(max_examples=300, deadline=None)
@given(zone=st.sampled_from(ZONES), start=DATES, hour=st.integers(0, 23))
@example(zone="America/Nuuk", start=date(2024, 3, 28), hour=23)
@example(zone="Europe/Berlin", start=date(2026, 10, 23), hour=2)
@example(zone="Europe/Berlin", start=date(2027, 3, 26), hour=2)
@example(zone="Africa/Cairo", start=date(2026, 4, 22), hour=0)
@example(zone="America/Santiago", start=date(2026, 9, 4), hour=0)
def test_a_sweep_finds_each_date_exactly_once_whatever_the_clocks_do(
    zone: str, start: date, hour: int
) -> None:
    """As the worker does it: look now and then, and set the next moment from that look."""
    now = datetime.combine(start, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    due, found = next_due(hour, zone, now - timedelta(seconds=1)), Counter()
    end = now + timedelta(days=6)
    while now < end:
        if due <= now:
            assert in_time(due, now, zone) or hour == 23
            found[local_date(due, zone)] += 1
            due = next_due(hour, zone, now)
        now += timedelta(minutes=17)
    whole = [start + timedelta(days=n) for n in range(5)]
    assert [found[day] for day in whole] == [1] * 5


@given(zone=st.sampled_from(ZONES), day=DATES, hour=st.integers(0, 22))
def test_the_hour_is_shown_by_the_patients_clock_unless_it_is_left_out(
    zone: str, day: date, hour: int
) -> None:
    there = due_on(day, hour, zone).astimezone(ZoneInfo(zone))
    assert there.date() == day
    naive = datetime.combine(day, datetime.min.time()).replace(hour=hour)
    exists = naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(
        ZoneInfo(zone)).replace(tzinfo=None) == naive
    assert not exists or (there.hour, there.minute) == (hour, 0)


def test_a_reminder_hours_late_or_about_yesterday_helps_nobody() -> None:
    due = due_on(date(2026, 11, 25), 19, "Europe/Berlin")
    assert in_time(due, due + LATE, "Europe/Berlin")
    assert not in_time(due, due + LATE + timedelta(seconds=1), "Europe/Berlin")
    late_evening = due_on(date(2026, 11, 25), 23, "Europe/Berlin")
    assert not in_time(late_evening, late_evening + timedelta(minutes=61), "Europe/Berlin")


def test_the_days_that_are_reminded_of_ease_off() -> None:
    answered: list[Entry] = []
    assert [day for day in range(-2, 60) if wanted(day, answered, alert_open=False)] == [
        *range(16), 21, 22, 28, 29, 42]
    answered = [entry(14), *(entry(day, dark_patches=0) for day in (21, 28))]
    assert [day for day in range(15, 60) if wanted(day, answered, alert_open=False)] == [42]


def test_an_open_alert_is_reminded_of_each_day_until_the_end() -> None:
    assert [day for day in range(15, 60) if wanted(day, (), alert_open=True)] == [*range(15, 43)]


@pytest.mark.parametrize("day", [0, 5, 14, 21, 30])
def test_a_day_that_is_answered_is_not_reminded_of(day: int) -> None:
    assert not wanted(day, [entry(day)], alert_open=True)
