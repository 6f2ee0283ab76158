"""A panel: symptoms that are judged together, and what the skin may be going through.

Each state adds points to what the person would answer in normal healing, makes signs likelier, and
passes into others from day to day. The states are data (`signatures/*.yaml`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import inf

import numpy as np
import numpy.typing as npt

from tracker.recovery.course import LAST_DAY
from tracker.recovery.evidence.answering import (
    ANSWERING,
    Doubles,
    Floats,
    Reporters,
)

Ints = npt.NDArray[np.intp]
SIGN_ANSWERS = 2
"""Features of a sign: one for no, one for yes; unanswered has neither."""


@dataclass(frozen=True, eq=False)
class Rivals:
    """States to be compared, worse ones with their rivals, by what speaks for the worse.

    `choice` picks for each two states and each symptom the pair of lifts by which the symptom
    tells them apart, shape (symptoms * pairs, worse * rivals); where the worse state adds no more
    than the rival the symptom says nothing. `signs` holds what the features of signs and
    temperature say, made monotone, shape (features, worse * rivals).
    """

    worse: Ints
    rivals: Ints
    choice: Floats
    signs: Floats


@dataclass(frozen=True, eq=False)
class Kinds:
    """Kinds of complication; `sums` adds states up to them, shape (states, kinds)."""

    names: tuple[str, ...]
    sums: Doubles

    def likeliest(self, shares: Doubles) -> list[str]:
        """The likeliest kind of each row of shares of the states."""
        return [self.names[at] for at in np.dot(shares, self.sums).argmax(axis=1).tolist()]


@dataclass(frozen=True)
class Gate:
    """Which looks are weighed: not before `from_day`, and only where a sign or raised temperature
    was told or some symptom reaches `score`, and stands `above` points over what the person was
    expected to answer and `rise` points over their lowest answer before. No part of it falls
    when the entry gets worse."""

    from_day: int = 0
    score: int = 1
    above: float = -99.0
    rise: int = -99


@dataclass(frozen=True, eq=False)
class Panel:
    """The compiled states. Index 0 is normal healing; `fine` and `bad` index the others.

    `gate` says which looks are weighed at all. `called` names each state in words.
    """

    name: str
    channels: tuple[str, ...]
    gate: Gate
    reporters: Reporters
    called: tuple[str, ...]
    urgent: tuple[bool, ...]
    signs: tuple[str, ...]
    warm_from: tuple[float, ...]
    states: tuple[str, ...]
    kinds: tuple[str | None, ...]
    lift_at: Ints
    sign_loglik: Floats
    enter: Doubles
    leave: Doubles

    @cached_property
    def fine(self) -> Ints:
        """The states that are no complication."""
        return np.flatnonzero([kind is None for kind in self.kinds])

    @cached_property
    def bad(self) -> Ints:
        """The states that are one."""
        return np.flatnonzero([kind is not None for kind in self.kinds])

    @cached_property
    def hasty(self) -> Ints:
        """The bad states that ask for help on the same day."""
        return np.flatnonzero(self.urgent)

    @cached_property
    def bad_kinds(self) -> Kinds:
        """The kinds of the bad states."""
        return self._kinds(self.bad)

    @cached_property
    def hasty_kinds(self) -> Kinds:
        """The kinds of the hasty states."""
        return self._kinds(self.hasty)

    def _kinds(self, states: Ints) -> Kinds:
        names = tuple(dict.fromkeys(str(self.kinds[state]) for state in states))
        sums = np.zeros((len(self.states), len(names)))
        for state in states:
            sums[state, names.index(str(self.kinds[state]))] = 1
        return Kinds(names, sums)

    @cached_property
    def sides(self) -> Doubles:
        """Sums states to what is normal and what is a complication, shape (states, 2)."""
        bad = np.array([kind is not None for kind in self.kinds], dtype=np.float64)
        return np.stack([1 - bad, bad], axis=1)

    @cached_property
    def sign_at(self) -> dict[str, int]:
        """The feature of each sign's no; that of its yes comes next."""
        return {sign: 2 * at for at, sign in enumerate(self.signs)}

    @cached_property
    def raised_from(self) -> float:
        """The temperature in degrees Celsius from which on it is raised."""
        return self.warm_from[1] if len(self.warm_from) > 1 else inf

    @cached_property
    def sign_at_most(self) -> Floats:
        """How much each feature of signs can speak for a complication at most."""
        return self.against_normal.signs.max(axis=1, initial=0)

    @cached_property
    def patient(self) -> Ints:
        """The states that may wait: everything but the hasty ones."""
        return np.flatnonzero([not fast for fast in self.urgent])

    @cached_property
    def lift_choice(self) -> Floats:
        """Picks each state's lift in each symptom, shape (symptoms * lifts, states)."""
        lifts = len(ANSWERING.lifts)
        choice = np.zeros((len(self.channels), lifts, len(self.states)), dtype=np.float32)
        for channel, state in product(range(len(self.channels)), range(len(self.states))):
            choice[channel, self.lift_at[state, channel], state] = 1
        return choice.reshape(-1, len(self.states))

    @cached_property
    def against_normal(self) -> Rivals:
        """Each complication against each normal explanation."""
        return self._rivals(self.bad, self.fine)

    @cached_property
    def against_patience(self) -> Rivals:
        """Each complication that asks for the same day against everything that may wait."""
        return self._rivals(self.hasty, self.patient)

    def _rivals(self, worse: Ints, rivals: Ints) -> Rivals:
        where = {pair: at for at, pair in enumerate(ANSWERING.pairs)}
        choice = np.zeros((len(self.channels), len(where), len(worse), len(rivals)),
                          dtype=np.float32)
        for (w, one), (r, other) in product(enumerate(worse), enumerate(rivals)):
            for channel in range(len(self.channels)):
                pair = (int(self.lift_at[other, channel]), int(self.lift_at[one, channel]))
                if pair in where:
                    choice[channel, where[pair], w, r] = 1
        pairs = len(worse) * len(rivals)
        return Rivals(worse, rivals, choice.reshape(-1, pairs),
                      self._monotone_signs(worse, rivals))

    def _monotone_signs(self, worse: Ints, rivals: Ints) -> Floats:
        ratio = self.sign_loglik[:, worse, None] - self.sign_loglik[:, None, rivals]
        told = ratio.reshape(len(ratio), len(worse) * len(rivals)).copy()
        split = SIGN_ANSWERS * len(self.signs)
        told[0:split:2] = np.minimum(told[0:split:2], 0)
        told[1:split:2] = np.maximum(told[1:split:2], 0)
        if len(told) > split:
            told[split] = np.minimum(told[split], 0)
            told[split:] = np.maximum.accumulate(told[split:], axis=0)
        return told

    def between(self, before: int, day: int) -> Doubles:
        """Chances of passing from state to state from the end of one day to another; -1 is before
        the treatment. Days after the last one of the timeline count as that day."""
        known = self.steps.get((min(before, _LONGEST), min(day, _LONGEST)))
        if known is None:
            known = self.steps[min(before, _LONGEST), min(day, _LONGEST)] = self._step(
                min(before, _LONGEST), min(day, _LONGEST))
        return known

    def _step(self, before: int, day: int) -> Doubles:
        chances = np.eye(len(self.states))
        for at in range(before + 1, day + 1):
            step = self.leave.copy()
            step[0] += self.enter[min(at, LAST_DAY)]
            step[0, 0] = 1 - step[0, 1:].sum()
            chances = chances @ step
        return chances

    @cached_property
    def steps(self) -> dict[tuple[int, int], Doubles]:
        """The steps reckoned so far: at most one for each two days."""
        return {}


_LONGEST = 2 * LAST_DAY
