"""When a careful reader could have called it, and whether the alert came in time.

The reader's day: the first day of sending on which, in the fields answered, two of the leading
symptoms stand at least 1.5 points above what the same reporter would have given without the
complication, or one at least 3, or a true hard sign comes with one at least 1 above. Dark marks:
dark patches at least 2 above. Persistent inflammation: not before day 7. Recoveries that nobody
could call are left out. Alerts count from the day of onset on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from benchmarks.simulation.courses import AT
from benchmarks.simulation.recoveries import Truth
from tracker.recovery.treatment import Recovery

LEADING: Mapping[str, tuple[str, ...]] = {
    "infection": ("redness", "swelling", "pain", "warmth", "bumps"),
    "herpes": ("pain", "itching", "redness", "bumps"),
    "contact_dermatitis": ("itching", "redness", "swelling"),
    "persistent_inflammation": ("redness", "bumps", "itching"),
    "scarring": ("bumps", "flaking", "redness"),
}
ACUTE = ("infection", "herpes")

Alert = tuple[int, str]
"""A day of sending and a kind."""


def callable_day(recovery: Recovery, truth: Truth) -> int | None:
    """The day on which a careful reader could call it, or None."""
    found: list[int] = []
    by_day = sorted(recovery.entries, key=lambda entry: entry.day)
    for entry, excess, hard in zip(by_day, truth.excess, truth.hard, strict=True):
        if truth.kind == "pih":
            called = excess[AT["dark_patches"]] >= 2
        else:
            above = [excess[AT[name]] for name in LEADING[str(truth.kind)]]
            called = (sum(points >= 1.5 for points in above) >= 2 or max(above) >= 3
                      or (hard and max(above) >= 1))
        late_enough = truth.kind != "persistent_inflammation" or entry.day >= 7
        if called and late_enough and entry.day >= truth.onset:
            found.append(entry.submitted)
    return min(found, default=None)


@dataclass
class Share:
    """So many out of so many, with Wilson's 95 % interval."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        """Count one."""
        self.hits += hit
        self.of += 1

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.hits / max(1, self.of)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval in percent."""
        z, n = 1.96, max(1, self.of)
        p = self.hits / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return 100 * (middle - half), 100 * (middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.percent:4.1f} ({low:.1f}-{high:.1f})"


@dataclass
class Score:
    """The figures of one method at one setting."""

    acute: Share = field(default_factory=Share)
    any: Share = field(default_factory=Share)
    pih_28: Share = field(default_factory=Share)
    pih_42: Share = field(default_factory=Share)
    named: Share = field(default_factory=Share)

    def count(self, recovery: Recovery, truth: Truth, alerts: Sequence[Alert]) -> None:
        """Count one complicated recovery."""
        day = callable_day(recovery, truth)
        if day is None:
            return
        since = [alert for alert in alerts if alert[0] >= truth.onset]
        first = min((at for at, _ in since), default=999)
        right = min((at for at, kind in since if kind == truth.kind), default=999)
        self.any.add(first <= day + 2)
        if truth.kind in ACUTE:
            self.acute.add(first <= day + 1)
            if first < 999:
                self.named.add(right <= day + 7)
        if truth.kind == "pih":
            if day <= 28:
                self.pih_28.add(right <= 28)
            self.pih_42.add(right <= 42)


def score(cases: Iterable[tuple[Recovery, Truth]],
          alerts: Iterable[Sequence[Alert]]) -> Score:
    """The figures over many complicated recoveries and their alerts."""
    result = Score()
    for (recovery, truth), told in zip(cases, alerts, strict=True):
        result.count(recovery, truth, told)
    return result
