"""What speaks for what: the shares of the competing explanations, and the days that carry one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

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
    own = followed.looks[at]
    states = [state for state, of in enumerate(followed.panel.kinds) if of == kind]
    reporter = followed.sides[at].sum(axis=1).argmax()
    fit = followed.fit[:, reporter].take(known, axis=0)
    carries = fit[:, states].max(axis=1) >= exp(CARRIES) * fit[:, 0]
    days = {followed.entries[entry].day
            for entry, yes in zip(known, carries.tolist(), strict=True) if yes}
    return tuple(sorted(days | {own.day}))


def own_expectations(followed: Followed, at: int) -> Mapping[str, float]:
    """What this person would be expected to answer to each symptom in normal healing, in points,
    from what they answered before."""
    odds = followed.sides[at, :, 0]
    expected = followed.expected[followed.looks[at].entry]
    # Added up, not multiplied as a matrix: symptoms that are expected alike must come out alike.
    usual = (odds[:, None] * expected).sum(axis=0) / odds.sum()
    return dict(zip(followed.panel.channels, usual.tolist(), strict=True))
