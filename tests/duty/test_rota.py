"""Whose turn it is: by the clinic's clock, with stand-ins, on nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.duty.rota import Absence, Rota, Shift, uncovered
from tracker.duty.rules import Rules
from tracker.duty.team import FIRST, LAST, NEXT, Colleague, Team

BERLIN = "Europe/Berlin"
ANN, BEN, CLEO, MEG, LEO = range(1, 6)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A clock time in Berlin; 23 November 2026 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


def daily(person: int, begins: int, until: int) -> list[Shift]:
    return [Shift(person, day, begins, until) for day in range(7)]


ROTA = Rota(BERLIN, [*daily(ANN, 8, 20), *daily(BEN, 20, 8)])


def test_a_shift_past_midnight_and_the_hand_over_hour() -> None:
    turns = [(at(23, 7, 59), BEN), (at(23, 8), ANN), (at(23, 19, 59), ANN), (at(23, 20), BEN),
             (at(24, 3), BEN)]
    assert [ROTA.on_duty(moment) for moment, _ in turns] == [(one,) for _, one in turns]
    assert next(ROTA.changes(at(23, 9))) == (at(23, 20), (BEN,))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                  "Africa/Cairo"])
def test_no_moment_of_a_year_is_without_or_with_two_whichever_way_the_clocks_go(
    zone: str
) -> None:
    """Hand-overs at midnight, at two and at three: the hours that clocks leave out or repeat."""
    rota = Rota(zone, [*daily(ANN, 0, 2), *daily(BEN, 2, 3), *daily(CLEO, 3, 0)])
    start, there = datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    before = start
    nights = [start]
    for day in range(1, 366):
        moment = start + timedelta(days=day)
        if moment.astimezone(there).utcoffset() != before.astimezone(there).utcoffset():
            nights.append(before)
        before = moment
    assert len(nights) == 3
    for night in nights:
        for quarter in range(-8, 4 * 32):
            moment = night + timedelta(minutes=15 * quarter)
            hour = moment.astimezone(there).hour
            person = ANN if hour < 2 else BEN if hour < 3 else CLEO
            # Where an hour is left out, what begins in it begins as long after midnight.
            assert len(rota.on_duty(moment)) == 1, (moment, rota.on_duty(moment))
            assert rota.on_duty(moment) == (person,), moment.astimezone(there)


def test_the_night_shift_lasts_an_hour_more_or_less() -> None:
    def length(day: int, month: int) -> timedelta:
        begins = at(day, 20, month=month)
        return next(ROTA.changes(begins))[0] - begins

    assert [length(28, 3), length(24, 10), length(23, 11)] == [
        timedelta(hours=h) for h in (11, 13, 12)]


def test_whoever_is_away_is_stood_in_for_and_for_them_again() -> None:
    away = Absence(ANN, at(23, 0), at(25, 0), CLEO)
    rota = Rota(BERLIN, ROTA.shifts, [away, Absence(CLEO, at(24, 0), at(25, 0), MEG)])
    assert [rota.on_duty(at(day, 9)) for day in (22, 23, 24, 25)] == [
        (ANN,), (CLEO,), (MEG,), (ANN,)]
    assert next(rota.changes(at(22, 21))) == (at(23, 8), (CLEO,))
    circle = Rota(BERLIN, ROTA.shifts, [away, Absence(CLEO, at(23, 0), at(25, 0), ANN)])
    assert circle.on_duty(at(23, 9)) == ()


def test_the_hours_without_a_shift_are_told() -> None:
    assert uncovered(ROTA.shifts) == [] == uncovered([])
    working_days = [Shift(ANN, day, 8, 18) for day in range(5)]
    assert uncovered(working_days)[0] == (18, 24 + 8)
    assert uncovered(working_days)[-1] == (4 * 24 + 18, 7 * 24 + 8)


def colleague(number: int, *, on_call: bool = False, manager: bool = False) -> Colleague:
    return Colleague(number, f"{number}@c.example", str(number), on_call, manager, not manager)


def numbers(people: object) -> list[int]:
    return [one.number for one in people]  # type: ignore[attr-defined]


def test_who_is_told_first_and_who_next() -> None:
    people = [colleague(ANN), colleague(BEN), colleague(CLEO, on_call=True),
              colleague(MEG, manager=True)]
    team, now = Team(ROTA, Rules(), people), at(23, 9)
    assert numbers(team.to_tell(now)) == [ANN]
    told = {"1@c.example"}
    assert [numbers(who) for who, _ in [team.to_tell_next(now, told, FIRST)]] == [[BEN]]
    assert team.to_tell_next(now, told, NEXT)[1] == LAST
    assert numbers(team.to_tell_next(now, told, NEXT)[0]) == [MEG]
    # Without a shift now: who is marked, else managers, else clinicians.
    alone = Team(Rota(BERLIN), Rules(), people)
    assert numbers(alone.to_tell(now)) == [CLEO]
    assert numbers(alone.to_tell_next(now, {"3@c.example"}, FIRST)[0]) == [MEG]


def test_nobody_without_an_open_account_or_away_is_told_unless_nobody_else_is_there() -> None:
    gone = [Absence(one, at(23, 0), at(25, 0), None) for one in (ANN, BEN, MEG)]
    people = [colleague(ANN), colleague(CLEO), colleague(MEG, manager=True)]
    now = at(23, 9)
    team = Team(Rota(BERLIN, ROTA.shifts, gone), Rules(), people)
    assert numbers(team.to_tell(now)) == [CLEO]
    assert team.to_tell_next(now, {"3@c.example"}, FIRST) == ([], LAST)
    all_away = Team(Rota(BERLIN, ROTA.shifts, [*gone, Absence(CLEO, at(23, 0), at(25, 0), None)]),
                    Rules(), people)
    assert numbers(all_away.to_tell(now)) == [MEG]
    # Ben has the night's shift and no account any more.
    assert numbers(Team(ROTA, Rules(), people).to_tell(at(23, 21))) == [MEG]


def test_quiet_hours_hold_all_but_what_is_urgent_and_a_digest_waits_for_its_hour() -> None:
    quiet = Rules(quiet_from=21, quiet_until=7)
    assert quiet.held_until(2, at(23, 20, 59), BERLIN) is None
    assert quiet.held_until(2, at(23, 21), BERLIN) == at(24, 7)
    assert quiet.held_until(2, at(24, 6, 59), BERLIN) == at(24, 7)
    assert quiet.held_until(3, at(23, 23), BERLIN) is None
    digest = Rules(digest=True, digest_hour=8, quiet_from=21, quiet_until=7)
    assert digest.held_until(2, at(23, 9), BERLIN) == at(24, 8)
    assert digest.held_until(3, at(23, 9), BERLIN) is None
    # The night on which the hour from two is left out, and the one on which it comes twice.
    assert Rules(quiet_from=22, quiet_until=2).held_until(
        2, at(29, 1, month=3), BERLIN) == at(29, 3, month=3)
    assert Rules(digest=True, digest_hour=2).held_until(
        2, at(25, 1, month=10), BERLIN) == datetime(2026, 10, 25, 0, tzinfo=UTC)
