"""What the statistics find in a recovery: each look that stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.recovery.course import Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.answering import Doubles
from tracker.recovery.evidence.filtering import Followed, follow
from tracker.recovery.evidence.looking import known_before
from tracker.recovery.evidence.panel import Ints, Panel
from tracker.recovery.evidence.signature_files import load_panel
from tracker.recovery.evidence.weighing import log_odds, shares, worth_weighing
from tracker.recovery.treatment import Recovery

DARK = 4
"""From this skin type on dark marks are likelier."""
PANELS = ("skin", "pigment", "nerve", "bleeding")


@dataclass(frozen=True)
class Finding:
    """One look of a panel that stands out; `at` indexes the looks."""

    followed: Followed
    at: int

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

    @cached_property
    def any(self) -> float:
        """The log odds of any complication against all that is normal; it never falls when the
        entry gets worse."""
        return log_odds(self.followed, self.at, self.followed.panel.against_normal)

    @cached_property
    def hasty(self) -> float:
        """The log odds of a complication that asks for the same day against all that may wait;
        never above `any`, and it never falls when the entry gets worse."""
        panel = self.followed.panel
        if not panel.hasty.any():
            return -np.inf
        return log_odds(self.followed, self.at, panel.against_patience)

    @cached_property
    def shares(self) -> Doubles:
        """How likely each state of the panel is."""
        return shares(self.followed, self.at)

    @property
    def kind(self) -> str:
        """The likeliest complication."""
        return self._likeliest(self.followed.panel.bad)

    @property
    def hasty_kind(self) -> str | None:
        """The likeliest of those that ask for the same day."""
        panel = self.followed.panel
        return self._likeliest(panel.bad[panel.hasty]) if panel.hasty.any() else None

    def _likeliest(self, of: Ints) -> str:
        told: dict[str, float] = {}
        kinds, shares = self.followed.panel.kinds, self.shares.tolist()
        for state in of.tolist():
            kind = str(kinds[state])
            told[kind] = told.get(kind, 0.0) + shares[state]
        return max(told, key=lambda kind: told[kind])


def findings(recovery: Recovery, line: Timeline, *, floor: float) -> Iterator[Finding]:
    """Every look that stands out and may reach log odds of `floor`, panel by panel."""
    entries = sorted(recovery.entries, key=lambda entry: entry.submitted)
    for name in PANELS:
        panel = load_panel(name, dark=recovery.fitzpatrick >= DARK)
        told = _about(panel, entries)
        if told:
            followed = follow(panel, told, line, recovery)
            for at in worth_weighing(followed, floor).tolist():
                yield Finding(followed, at)


def _about(panel: Panel, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries that tell the panel something, about days up to the last that could pass its
    gate: what comes later, or is sent later about later days, changes no look at these."""
    gate, channels = panel.gate, panel.channels
    if gate.from_day == 0:
        return entries
    last = -1
    for entry in entries:
        if entry.day >= gate.from_day:
            for name in channels:
                score = entry.scores.get(name, -1)
                if score >= gate.score and score >= _lowest(name, entry, entries) + gate.rise:
                    last = max(last, entry.day)
    if last < 0:
        return ()
    days = {entry.day for entry in entries if not entry.scores.keys().isdisjoint(channels)}
    return [entry for entry in entries if entry.day <= last and entry.day in days]


def _lowest(name: str, entry: Entry, entries: Sequence[Entry]) -> int:
    """The lowest that any look at an entry may find among the answers about earlier days; nought
    where the first look finds none."""
    before = [one for one in entries if one.day < entry.day and name in one.scores]
    if any(one.submitted <= entry.submitted for one in before):
        return min(one.scores[name] for one in before)
    return 0
