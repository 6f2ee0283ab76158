"""The rota: weekly shifts by the clinic's own clock, absences with a stand-in, whose turn it is.

A shift is a wish about clock times, so its moments are reckoned anew for each date: on a night on
which the clocks change it is an hour longer or shorter, and never a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.recovery.reminding import due_on, local_date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = 7 * 24
LOOKED_AHEAD = timedelta(days=8)
"""A weekly rota has told everybody's turn by then."""


@dataclass(frozen=True)
class Shift:
    """A person's turn each week; it ends at the hour `until`, on the next day where that is not
    later than it begins (so from 8 until 8 is a whole day, with the hand-over at 8)."""

    person: int
    weekday: int
    begins: int
    until: int

    def span_on(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """The moments between which the shift that begins on a date lasts."""
        last = day if self.until > self.begins else day + timedelta(days=1)
        return due_on(day, self.begins, zone), due_on(last, self.until, zone)


@dataclass(frozen=True)
class Absence:
    """Somebody who is away, and who stands in (None: nobody, so that others are told)."""

    person: int
    since: datetime
    until: datetime
    stand_in: int | None


@dataclass(frozen=True)
class Rota:
    """A clinic's shifts and absences; all hours are meant in its time zone."""

    zone: str
    shifts: Sequence[Shift] = ()
    absences: Sequence[Absence] = ()

    def present(self, person: int, moment: datetime) -> bool:
        """Whether a person is not away."""
        return self._absence(person, moment) is None

    def standing_for(self, person: int, moment: datetime) -> int | None:
        """Who does a person's duty: they, or whoever stands in, and in for them; None: nobody."""
        asked: set[int] = set()
        one: int | None = person
        while one is not None and one not in asked:
            asked.add(one)
            absence = self._absence(one, moment)
            if absence is None:
                return one
            one = absence.stand_in
        return None

    def on_duty(self, moment: datetime) -> tuple[int, ...]:
        """Whose turn it is, stand-ins in their place; each once."""
        holders = (shift.person for shift, begins, ends in self._spans(moment, moment)
                   if begins <= moment < ends)
        stand = (self.standing_for(person, moment) for person in holders)
        return tuple(dict.fromkeys(person for person in stand if person is not None))

    def changes(self, moment: datetime) -> Iterator[tuple[datetime, tuple[int, ...]]]:
        """Each later moment at which somebody else has the turn, with who has it then."""
        known = self.on_duty(moment)
        for turn in self._turns(moment):
            then = self.on_duty(turn)
            if then != known:
                yield turn, then
                known = then

    def _absence(self, person: int, moment: datetime) -> Absence | None:
        return next((one for one in self.absences
                     if one.person == person and one.since <= moment < one.until), None)

    def _spans(self, first: datetime, last: datetime) -> list[tuple[Shift, datetime, datetime]]:
        """Every shift with its moments that may touch a stretch of time."""
        day = local_date(first, self.zone) - timedelta(days=1)
        dates = [day + timedelta(days=n)
                 for n in range((local_date(last, self.zone) - day).days + 1)]
        return [(shift, *shift.span_on(one, self.zone))
                for one in dates for shift in self.shifts if shift.weekday == one.weekday()]

    def _turns(self, moment: datetime) -> list[datetime]:
        """The moments after another at which anything begins or ends."""
        last = moment + LOOKED_AHEAD
        moments = {at for _, *span in self._spans(moment, last) for at in span}
        moments |= {at for one in self.absences for at in (one.since, one.until)}
        return sorted(at for at in moments if moment < at <= last)


def uncovered(shifts: Sequence[Shift]) -> list[tuple[int, int]]:
    """The stretches of the week in which nobody has a shift: from and until, in hours since Monday
    began. One that goes past Sunday ends later than the week."""
    covered = {(24 * one.weekday + hour) % WEEK for one in shifts
               for hour in range(one.begins, one.until + (24 if one.until <= one.begins else 0))}
    if not covered:
        return []
    found = []
    for hour in range(WEEK):
        if hour not in covered and (hour - 1) % WEEK in covered:
            end = next(n for n in range(hour + 1, hour + WEEK) if n % WEEK in covered)
            found.append((hour, end))
    return found
