"""Weighing a look: the odds of a complication, and which one.

The odds compare each state that is a complication with each normal explanation (healing, a bad
day, sunburn, a cold, ...) by the same reporter. What is believed before the entry may be anything;
the entry itself enters through tables that never fall with a higher score, a sign or a higher
temperature, and a normal explanation never counts for more than it did before the entry. So the
odds never fall when the newest entry gets worse: each of their terms is monotone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tracker.recovery.evidence.answering import ANSWERING, MISSING, Doubles
from tracker.recovery.evidence.filtering import Followed
from tracker.recovery.evidence.panel import Ints, Rivals

RARE = 1e-3
"""Reporters less likely than this before the entry are left out of the comparison."""
_LEAST = 1e-30


def worth_weighing(followed: Followed, floor: float) -> Ints:
    """The looks that pass the panel's gate and may reach log odds of `floor`. Both are monotone:
    the bound takes each answer for what it could say at most."""
    entry = np.array([look.entry for look in followed.looks])
    sides = followed.before @ followed.panel.sides
    fine = sides[:, :, 0]
    passing = np.flatnonzero(_pass_gate(followed, entry, fine))
    if not len(passing):
        return passing
    told = entry.take(passing)
    most = ANSWERING.at_most.take(followed.rows.take(told, axis=0)).sum(axis=2)
    most += (followed.features.take(told, axis=0) @ followed.panel.sign_at_most)[:, None]
    bad = sides.take(passing, axis=0)[:, :, 1].sum(axis=1)
    rival = (fine.take(passing, axis=0) * np.exp(-most)).sum(axis=1)
    return passing[bad >= np.exp(floor) * rival]


def _pass_gate(followed: Followed, entry: Ints, fine: Doubles) -> npt.NDArray[np.bool_]:
    """Which looks the panel's gate lets through; `fine` holds the odds of each reporter."""
    panel, gate = followed.panel, followed.panel.gate
    scores = followed.scores.take(entry, axis=0)
    stands = (scores < MISSING) & (scores >= gate.score)
    if gate.above > 0:
        expected = followed.expected.take(entry, axis=0)
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
        days = np.array([one.day for one in followed.entries])
        passing &= days.take(entry) >= gate.from_day
    return passing


def _lowest_before(followed: Followed, scores: Ints) -> Ints:
    """The lowest answer before each look, by symptom; nought where there is none."""
    lowest = np.full_like(scores, MISSING)
    for at, look in enumerate(followed.looks):
        if look.parent >= 0:
            np.minimum(lowest[look.parent], scores[look.parent], out=lowest[at])
    return np.where(lowest < MISSING, lowest, 0)


def log_odds(followed: Followed, at: int, rivals: Rivals) -> float:
    """The logarithm of the odds of the worse states, each against all its rivals, at one look.
    Never falls when the entry of the look gets worse."""
    entry, before = followed.looks[at].entry, followed.before[at]
    reporters: Doubles = before.sum(axis=1)
    likely = np.flatnonzero(reporters >= RARE * reporters.sum())
    rows = followed.rows[entry].take(likely, axis=0)
    speaks = ANSWERING.speaks.take(rows, axis=0).reshape(len(likely), -1) @ rivals.choice
    speaks += followed.features[entry] @ rivals.signs
    against = np.exp(-np.maximum(speaks, 0)).reshape(len(likely), len(rivals.worse), -1)
    weight = before.take(likely, axis=0).take(rivals.rivals, axis=1)
    rival = np.matmul(against, weight[:, :, None]).sum(axis=0)[:, 0]
    worse = before.take(rivals.worse, axis=1).sum(axis=0)
    return float(np.log((worse / np.maximum(rival, _LEAST)).sum() + _LEAST))


def shares(followed: Followed, at: int) -> Doubles:
    """How likely each state is once the entry of a look is known. Not monotone: it names the
    kind and the competing explanations, never the level."""
    after: Doubles = (followed.before[at] * followed.fit[followed.looks[at].entry]).sum(axis=0)
    return after / after.sum()
