"""Weighing a look: the odds of a complication, and which one.

The odds compare each state that is a complication with each normal explanation (healing, a bad
day, sunburn, a cold, ...) by the same reporter. What is believed before the entry may be anything;
the entry itself enters through tables that never fall with a higher score, a sign or a higher
temperature, and a normal explanation never counts for more than it did before the entry. So the
odds never fall when the newest entry gets worse: each of their terms is monotone.
"""

from __future__ import annotations

from math import exp

import numpy as np
import numpy.typing as npt

from tracker.recovery.evidence.answering import ANSWERING, MISSING, Doubles, Floats
from tracker.recovery.evidence.filtering import Followed
from tracker.recovery.evidence.panel import Ints, Rivals

RARE = 1e-3
"""Reporters less likely than this before the entry are left out of the comparison."""
_LEAST = 1e-30
_PIECE = 32
"""So many answers are weighed at once: with more OpenBLAS asks other threads, which takes longer
than the work."""


def worth_weighing(followed: Followed, floor: float) -> Ints:
    """The looks that pass the panel's gate and may reach log odds of `floor`. Both are monotone:
    the bound takes each answer for what it could say at most."""
    panel = followed.panel
    passing = np.flatnonzero(_pass_gate(followed))
    if not len(passing):
        return passing
    told = followed.entry.take(passing)
    most = ANSWERING.at_most.take(followed.rows.take(told, axis=0)).sum(axis=2)
    if panel.signs:
        most += (followed.features.take(told, axis=0) @ panel.sign_at_most)[:, None]
    sides = followed.sides.take(passing, axis=0)
    rival = (sides[:, :, 0] * np.exp(-most)).sum(axis=1)
    return passing[sides[:, :, 1].sum(axis=1) >= exp(floor) * rival]


def _pass_gate(followed: Followed) -> npt.NDArray[np.bool_]:
    """Which looks the panel's gate lets through."""
    panel, gate, entry = followed.panel, followed.panel.gate, followed.entry
    scores = followed.scores.take(entry, axis=0)
    stands = (scores < MISSING) & (scores >= gate.score)
    if gate.above > 0:
        fine, expected = followed.sides[:, :, 0], followed.expected.take(entry, axis=0)
        usual = np.matmul(fine[:, None, :], expected)[:, 0] / fine.sum(axis=1)[:, None]
        stands &= scores >= usual + gate.above
    if gate.rise > 0:
        stands &= scores >= _lowest_before(followed, scores) + gate.rise
    passing: npt.NDArray[np.bool_] = np.asarray(stands.any(axis=1))
    split = 2 * len(panel.signs)
    if split:
        features = followed.features.take(entry, axis=0)
        passing |= features[:, 1:split:2].any(axis=1) | features[:, split + 1:].any(axis=1)
    if gate.from_day:
        passing &= np.array([look.day for look in followed.looks]) >= gate.from_day
    return passing


def _lowest_before(followed: Followed, scores: Ints) -> Ints:
    """The lowest answer before each look, by symptom; nought where there is none."""
    lowest = np.full_like(scores, MISSING)
    if followed.in_order:
        np.minimum.accumulate(scores[:-1], out=lowest[1:])
        return np.where(lowest < MISSING, lowest, 0)
    for at, look in enumerate(followed.looks):
        if look.parent >= 0:
            np.minimum(lowest[look.parent], scores[look.parent], out=lowest[at])
    return np.where(lowest < MISSING, lowest, 0)


def log_odds(followed: Followed, at: Ints, rivals: Rivals) -> Doubles:
    """The logarithm of the odds of the worse states, each against all its rivals, at some looks.
    Never falls when the entry of a look gets worse. Weighing several at once costs little more
    than weighing one."""
    sides = followed.sides.take(at, axis=0)
    reporters = sides[:, :, 0] + sides[:, :, 1]
    whole = reporters.sum(axis=1)[:, None]
    look, reporter = np.nonzero(reporters >= RARE * whole)
    speaks = _speaks(followed, followed.entry.take(at).take(look), reporter, rivals)
    against = np.exp(-np.maximum(speaks, 0)).reshape(len(look), len(rivals.worse), -1)
    before = followed.before.take(at, axis=0)
    weight = before[look, reporter].take(rivals.rivals, axis=1)
    rival = np.matmul(against, weight[:, :, None])[:, :, 0]
    # The looks come in order, each with one likely reporter at least.
    rival = np.add.reduceat(rival, look.searchsorted(np.arange(len(at))), axis=0) / whole
    worse = before.sum(axis=1).take(rivals.worse, axis=1) / whole
    odds: Doubles = np.log((worse / np.maximum(rival, _LEAST)).sum(axis=1) + _LEAST)
    return odds


def _speaks(followed: Followed, entry: Ints, reporter: Ints, rivals: Rivals) -> Floats:
    """What some entries by some reporters say for each worse state against each rival."""
    told = ANSWERING.speaks.take(followed.rows[entry, reporter], axis=0).reshape(len(entry), -1)
    speaks = np.empty((len(entry), rivals.choice.shape[1]), dtype=np.float32)
    for start in range(0, len(entry), _PIECE):
        piece = slice(start, start + _PIECE)
        np.dot(told[piece], rivals.choice, out=speaks[piece])
    if len(rivals.signs):
        speaks += (followed.features @ rivals.signs).take(entry, axis=0)
    return speaks


def shares(followed: Followed, at: Ints) -> Doubles:
    """How likely each state is once the entries of some looks are known, shape (looks, states).
    Not monotone: it names the kind and the competing explanations, never the level."""
    after = followed.before.take(at, axis=0)
    after *= followed.fit.take(followed.entry.take(at), axis=0)
    states: Doubles = after.sum(axis=1)
    states /= states.sum(axis=1, keepdims=True)
    return states
