"""What speaks for what: the shares of the competing explanations, and the days that carry one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tracker.recovery.evidence.answering import Floats
from tracker.recovery.evidence.filtering import Followed, Look
from tracker.recovery.evidence.panel import Panel

CARRIES = 0.7
"""A day carries a kind where its answers are twice as likely under it (e^0.7)."""


def named_shares(panel: Panel, shares: Floats) -> Mapping[str, float]:
    """The explanations with their shares, the likeliest first: complications by kind, all else in
    words. They sum to one."""
    told: dict[str, float] = {}
    for kind, words, share in zip(panel.kinds, panel.called, shares, strict=True):
        name = kind or words
        told[name] = told.get(name, 0.0) + float(share)
    return dict(sorted(told.items(), key=lambda item: -item[1]))


def carrying_days(followed: Followed, look: Look, kind: str) -> tuple[int, ...]:
    """The days whose answers are likelier under the kind than in normal healing."""
    panel = followed.panel
    states = [at for at, of in enumerate(panel.kinds) if of == kind]
    reporter = int(look.before.sum(axis=1).argmax())
    days = set()
    for entry in (*look.known, look.entry):
        fit = np.log(followed.fit[entry][reporter] + 1e-30)
        if fit[states].max() - fit[0] >= CARRIES:
            days.add(followed.entries[entry].day)
    return tuple(sorted(days | {followed.entries[look.entry].day}))


def own_expectation(followed: Followed, look: Look, symptom: str) -> float:
    """What this person would be expected to answer in normal healing, in points, from what they
    answered before."""
    panel = followed.panel
    odds = look.before[:, panel.fine].sum(axis=1)
    expected = followed.expected[look.entry][:, panel.channels.index(symptom)]
    return float(odds @ expected / odds.sum())
