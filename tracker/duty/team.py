"""Whom an alert is for, and who comes next where nobody takes it.

1. Whoever the rota has on duty, stand-ins for who is away.
2. Else who is marked as on call; else the managers; else every clinician.
3. Not taken in time: whose turn comes next, then the managers (every clinician where there is no
   manager).

Whoever is away or has no open account is passed over; where that leaves nobody, being away no
longer counts: somebody must be told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.duty.rota import Rota
from tracker.duty.rules import Rules

NOBODY, FIRST, NEXT, LAST = range(4)
"""How far an alert has been told: to nobody yet, those on call, the next in turn, the managers."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the clinic and can sign in."""

    number: int
    email: str
    name: str
    on_call: bool
    manager: bool
    clinician: bool


@dataclass(frozen=True)
class Team:
    """A clinic's people, its rota and its rules; `clinic` is its name."""

    rota: Rota
    rules: Rules = field(default_factory=Rules)
    people: Sequence[Colleague] = ()
    clinic: str = ""

    def to_tell(
        self, moment: datetime, told: Collection[str] = frozenset()
    ) -> Sequence[Colleague]:
        """The first group in turn that holds somebody who is not yet among the addresses told."""
        groups = (self._named(self.rota.on_duty(moment)), self._flagged(moment),
                  self._present(self.managers, moment), self._present(self.clinicians, moment),
                  self.managers, self.clinicians)
        return next((fresh for group in groups if (fresh := _fresh(group, told))), ())

    def to_tell_next(
        self, moment: datetime, told: Collection[str], stage: int
    ) -> tuple[Sequence[Colleague], int]:
        """Whom to tell where nobody has taken an alert in time, and how far it is told then."""
        if stage < NEXT and (follower := self._follower(moment, told)):
            return [follower], NEXT
        if managers := self._present(self.managers, moment):
            return _fresh(managers, told), LAST
        return _fresh(self._present(self.clinicians, moment), told), LAST

    @property
    def managers(self) -> Sequence[Colleague]:
        """Who manages the clinic."""
        return [one for one in self.people if one.manager]

    @property
    def clinicians(self) -> Sequence[Colleague]:
        """Who treats."""
        return [one for one in self.people if one.clinician]

    def name(self, number: int) -> str:
        """A person's name; empty for who is not among the people."""
        return next((one.name for one in self.people if one.number == number), "")

    def _follower(self, moment: datetime, told: Collection[str]) -> Colleague | None:
        """Whoever has the turn now or next, of those who have not been told."""
        turns = (self.rota.on_duty(moment), *(then for _, then in self.rota.changes(moment)))
        for turn in turns:
            for one in _fresh(self._named(turn), told):
                if self.rota.present(one.number, moment):
                    return one
        return None

    def _flagged(self, moment: datetime) -> Sequence[Colleague]:
        stand = (self.rota.standing_for(one.number, moment) for one in self.people if one.on_call)
        return self._named([number for number in stand if number is not None])

    def _present(self, group: Sequence[Colleague], moment: datetime) -> Sequence[Colleague]:
        return [one for one in group if self.rota.present(one.number, moment)]

    def _named(self, numbers: Sequence[int]) -> Sequence[Colleague]:
        known = {one.number: one for one in self.people}
        return [known[number] for number in dict.fromkeys(numbers) if number in known]


def _fresh(group: Sequence[Colleague], told: Collection[str]) -> Sequence[Colleague]:
    return [one for one in group if one.email not in told]
