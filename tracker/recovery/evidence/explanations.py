"""What speaks for what: the shares of the competing explanations, and the days that carry one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.recovery.evidence.answering import Doubles
from tracker.recovery.evidence.filtering import Followed
from tracker.recovery.evidence.panel import Panel

CARRIES = 0.7
"""A day carries a kind where its answers are twice as likely under it (e^0.7)."""


def named_shares(panel: Panel, shares: Doubles) -> Mapping[str, float]:
    """The explanations with their shares, the likeliest first: complications by kind, all else in
    words. They sum to one."""
    told: dict[str, float] = {}
    for kind, words, share in zip(panel.kinds, panel.called, shares.tolist(), strict=True):
        name = kind or words
        told[name] = told.get(name, 0.0) + share
    # The last bits of a sum hang on what else was summed beside it; nobody is told them.
    shares_told = {name: round(share, 9) for name, share in told.items()}
    return dict(sorted(shares_told.items(), key=lambda item: (-item[1], item[0])))


def carrying_days(
    followed: Followed, at: int, known: Sequence[int], kind: str
) -> tuple[int, ...]:
    """The days whose answers are likelier under the kind than in normal healing; the day of the
    look is always among them."""
    panel, own = followed.panel, followed.looks[at].entry
    states = [state for state, of in enumerate(panel.kinds) if of == kind]
    reporter = int(followed.before[at].sum(axis=1).argmax())
    fit = np.log(followed.fit[[*known, own], reporter] + 1e-30)
    carries = fit[:, states].max(axis=1) - fit[:, 0] >= CARRIES
    days = {followed.entries[entry].day
            for entry, yes in zip([*known, own], carries.tolist(), strict=True) if yes}
    return tuple(sorted(days | {followed.entries[own].day}))


def own_expectation(followed: Followed, at: int, symptom: str) -> float:
    """What this person would be expected to answer in normal healing, in points, from what they
    answered before."""
    odds = followed.before[at][:, : followed.panel.first_bad].sum(axis=1)
    expected = followed.expected[followed.looks[at].entry]
    return float(odds @ expected[:, followed.panel.channels.index(symptom)] / odds.sum())
