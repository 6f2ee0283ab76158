"""What the statistics find in a recovery: each look that stands out, weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.recovery.entry import Entry
from tracker.recovery.evidence.answering import Floats
from tracker.recovery.evidence.filtering import Followed, Look, follow
from tracker.recovery.evidence.panel import Ints, load_panel
from tracker.recovery.evidence.weighing import log_odds, shares
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

DARK = 4
"""From this skin type on dark marks are likelier."""
PANELS = ("skin", "pigment", "nerve", "bleeding")


@dataclass(frozen=True)
class Finding:
    """One look that stands out. `any` is the log odds of any complication; it never falls when
    the entry gets worse."""

    followed: Followed
    look: Look
    any: float

    @property
    def sent(self) -> int:
        """The day of sending."""
        return self.look.sent

    @cached_property
    def hasty(self) -> float:
        """The log odds of a complication that asks for the same day against all that may wait;
        it never falls when the entry gets worse."""
        panel = self.followed.panel
        if not panel.hasty.any():
            return -np.inf
        return log_odds(self.followed, self.look, panel.against_patience)

    @cached_property
    def shares(self) -> Floats:
        """How likely each state of the panel is."""
        return shares(self.followed, self.look)

    @property
    def kind(self) -> str:
        """The likeliest complication."""
        return self._likeliest(self.followed.panel.bad)

    @property
    def hasty_kind(self) -> str:
        """The likeliest of those that ask for the same day."""
        panel = self.followed.panel
        return self._likeliest(panel.bad[panel.hasty])

    def _likeliest(self, of: Ints) -> str:
        told: dict[str, float] = {}
        for state in of:
            kind = str(self.followed.panel.kinds[state])
            told[kind] = told.get(kind, 0.0) + float(self.shares[state])
        return max(told, key=lambda kind: told[kind])


def findings(recovery: Recovery, line: Timeline) -> Iterator[Finding]:
    """Every look that stands out, panel by panel."""
    entries = sorted(recovery.entries, key=lambda entry: entry.submitted)
    for name in PANELS:
        panel = load_panel(name, dark=recovery.fitzpatrick >= DARK)
        if any(panel.concerns(entry) for entry in entries):
            days = {entry.day for entry in entries
                    if any(channel in entry.scores for channel in panel.channels)}
            told = [entry for entry in entries if entry.day in days]
            yield from _standing_out(follow(panel, told, line, recovery))


def _standing_out(followed: Followed) -> Iterator[Finding]:
    panel, entries = followed.panel, followed.entries
    for at in np.flatnonzero(followed.above >= panel.stands_out):
        look = followed.looks[at]
        if entries[look.entry].day >= panel.from_day:
            yield Finding(followed, look, log_odds(followed, look, panel.against_normal))


def newest_entries(entries: Sequence[Entry]) -> list[Entry]:
    """The entries in order of sending; of several about one day on one day only the last."""
    newest = {(entry.submitted, entry.day): entry
              for entry in sorted(entries, key=lambda entry: entry.submitted)}
    return list(newest.values())
