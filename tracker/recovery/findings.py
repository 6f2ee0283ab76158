"""What the statistics find in a recovery: each look that stands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.recovery.course import Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.answering import Doubles
from tracker.recovery.evidence.filtering import Followed, follow
from tracker.recovery.evidence.gating import worth_following
from tracker.recovery.evidence.looking import known_before
from tracker.recovery.evidence.panel import Ints
from tracker.recovery.evidence.signature_files import load_panel
from tracker.recovery.evidence.weighing import log_odds, shares, worth_weighing
from tracker.recovery.treatment import Recovery

DARK = 4
"""From this skin type on dark marks are likelier."""
PANELS = ("skin", "pigment", "nerve", "bleeding")


@dataclass(frozen=True)
class Standing:
    """The looks of a panel that stand out; `at` indexes them, and all lists are in its order."""

    followed: Followed
    at: Ints

    @cached_property
    def hasty(self) -> list[float]:
        """See `Finding.hasty`."""
        panel = self.followed.panel
        if not panel.hasty.size:
            return [-np.inf] * len(self.at)
        return list(log_odds(self.followed, self.at, panel.against_patience).tolist())

    @cached_property
    def shares(self) -> Doubles:
        """How likely each state of the panel is, shape (looks, states)."""
        return shares(self.followed, self.at)

    @cached_property
    def kinds(self) -> list[str]:
        """See `Finding.kind`."""
        return self.followed.panel.bad_kinds.likeliest(self.shares)

    @cached_property
    def hasty_kinds(self) -> list[str]:
        """See `Finding.hasty_kind`."""
        return self.followed.panel.hasty_kinds.likeliest(self.shares)


@dataclass(frozen=True)
class Finding:
    """One look that stands out, the `number`th of its panel. `any` is the log odds of any
    complication against all that is normal; it never falls when the entry gets worse."""

    standing: Standing
    number: int
    any: float

    @property
    def followed(self) -> Followed:
        """What the panel makes of the recovery."""
        return self.standing.followed

    @property
    def at(self) -> int:
        """The look's index."""
        return int(self.standing.at[self.number])

    @property
    def sent(self) -> int:
        """The day of sending."""
        return self.followed.looks[self.at].sent

    @property
    def entry(self) -> Entry:
        """The entry that is looked at."""
        return self.followed.entries[self.followed.looks[self.at].entry]

    @cached_property
    def known(self) -> tuple[int, ...]:
        """The entries about earlier days that were known, as indexes, by day."""
        return tuple(known_before(self.followed.looks, self.at))

    @property
    def hasty(self) -> float:
        """The log odds of a complication that asks for the same day against all that may wait;
        never above `any`, and it never falls when the entry gets worse."""
        return self.standing.hasty[self.number]

    @property
    def shares(self) -> Doubles:
        """How likely each state of the panel is."""
        return self.standing.shares[self.number]

    @property
    def kind(self) -> str:
        """The likeliest complication."""
        return self.standing.kinds[self.number]

    @property
    def hasty_kind(self) -> str | None:
        """The likeliest of those that ask for the same day."""
        return (self.standing.hasty_kinds[self.number] if self.followed.panel.hasty.size else None)


def findings(recovery: Recovery, line: Timeline, *, floor: float) -> Iterator[Finding]:
    """Every look that stands out with log odds of `floor` or more, panel by panel."""
    entries = sorted(recovery.entries, key=lambda entry: entry.submitted)
    for name in PANELS:
        panel = load_panel(name, dark=recovery.fitzpatrick >= DARK)
        told = worth_following(panel, entries, line, recovery)
        if told:
            yield from _standing(follow(panel, told, line, recovery), floor)


def _standing(followed: Followed, floor: float) -> Iterator[Finding]:
    at = worth_weighing(followed, floor)
    if len(at):
        odds = log_odds(followed, at, followed.panel.against_normal)
        stands = odds >= floor
        standing = Standing(followed, at[stands])
        for number, one in enumerate(odds[stands].tolist()):
            yield Finding(standing, number, one)
