"""Which time zones can be chosen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.recovery.days import day_number, known_zones

MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_every_zone_that_can_be_chosen_counts_days() -> None:
    assert len(known_zones()) > 400
    assert {day_number(MOMENT, MOMENT, zone) for zone in known_zones()} == {0}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires",
                                  "Asia/Kolkata", "Pacific/Apia", "Atlantic/Azores"])
def test_places_where_people_live_are_known(zone: str) -> None:
    assert zone in known_zones()


@pytest.mark.parametrize("zone", ["", "localtime", "Factory", "posixrules", "EST5EDT", "CET",
                                  "Etc/GMT+5", "Etc/Unknown", "posix/Europe/Berlin",
                                  "right/Europe/Berlin", "Europe", "tzdata.zi", "leapseconds"])
def test_what_is_no_place_is_not(zone: str) -> None:
    assert zone not in known_zones()
