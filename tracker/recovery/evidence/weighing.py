"""Weighing a look: the odds of a complication, and which one.

The odds compare each state that is a complication with each normal explanation (healing, a bad
day, sunburn, a cold, ...) by the same reporter. What is believed before the entry may be anything;
the entry itself enters through tables that never fall with a higher score, a sign or a higher
temperature, and a normal explanation never counts for more than it did before the entry. So the
odds never fall when the newest entry gets worse: each of their terms is monotone.
"""

from __future__ import annotations

import numpy as np

from tracker.recovery.evidence.answering import ANSWERING, Floats
from tracker.recovery.evidence.filtering import Followed, Look
from tracker.recovery.evidence.panel import Rivals

RARE = 1e-3
"""Reporters less likely than this before the entry are left out of the comparison."""
_LEAST = 1e-30


def log_odds(followed: Followed, look: Look, rivals: Rivals) -> float:
    """The logarithm of the odds of the worse states, each against all its rivals. Never falls
    when the entry of the look gets worse."""
    believed = look.before
    likely = np.flatnonzero(believed.sum(axis=1) >= RARE)
    rows = followed.rows[look.entry][likely]
    speaks = ANSWERING.speaks[rows].reshape(len(likely), -1) @ rivals.choice
    speaks += followed.features[look.entry] @ rivals.signs
    against = np.exp(-np.maximum(speaks, 0)).reshape(len(likely), len(rivals.worse), -1)
    weight = believed[np.ix_(likely, rivals.rivals)]
    rival = (against * weight[:, None, :]).sum(axis=(0, 2))
    return float(np.log((believed[:, rivals.worse].sum(axis=0) / rival).sum() + _LEAST))


def shares(followed: Followed, look: Look) -> Floats:
    """How likely each state is once the entry is known. Not monotone: it names the kind and
    the competing explanations, never the level."""
    after = (look.before * followed.fit[look.entry]).sum(axis=0)
    return after / after.sum()
