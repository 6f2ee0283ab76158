"""From a number of false alerts to a limit of the odds, as calibrated on simulated recoveries.

`calibration.json` holds, for skin types I-III and IV-VI, the limit of the logarithm of the odds
that so many of 100 simulated normal recoveries pass on any of their days; every look is paid for.
Limits fall as more false alerts are accepted, so a lower setting raises a subset.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import exp, log

URGENT_MARGIN = 1.0
"""States that ask for the same day must pass the limit by so much (e-fold the odds)."""
WATCH_MARGIN = 1.5
"""A watch begins so far below the limit."""


@dataclass(frozen=True)
class Limits:
    """For one group of skins: false alerts in 100 (rising) and log odds (falling)."""

    false_alerts: tuple[float, ...]
    log_odds: tuple[float, ...]

    def at(self, false_alerts: float) -> float:
        """The limit for a setting, between those given by the logarithm of the setting."""
        at = min(max(bisect_left(self.false_alerts, false_alerts), 1), len(self.log_odds) - 1)
        low, high = self.false_alerts[at - 1], self.false_alerts[at]
        share = min(max(log(false_alerts / low) / log(high / low), 0.0), 1.0)
        return self.log_odds[at - 1] + share * (self.log_odds[at] - self.log_odds[at - 1])

    def rarity(self, log_odds: float) -> float:
        """How many of 100 normal recoveries go so far on some day; beyond the calibrated range
        its nearest end."""
        rising = self.log_odds[::-1]
        at = bisect_left(rising, log_odds)
        if at in (0, len(rising)):
            return self.false_alerts[-1] if at == 0 else self.false_alerts[0]
        low, high = rising[at - 1], rising[at]
        share = (log_odds - low) / (high - low) if high > low else 1.0
        often, rare = self.false_alerts[len(rising) - at], self.false_alerts[len(rising) - 1 - at]
        return exp(log(often) + share * (log(rare) - log(often)))


@lru_cache(maxsize=1)
def _calibrated() -> dict[str, Limits]:
    text = (resources.files("tracker.recovery.evidence") / "calibration.json").read_text("utf-8")
    told = json.loads(text)
    return {name: Limits(tuple(told["false_alerts"]), tuple(told["log_odds"][name]))
            for name in ("light", "dark")}


def limits_for(fitzpatrick: int) -> Limits:
    """The limits for a skin type from 1 to 6."""
    return _calibrated()["dark" if fitzpatrick >= 4 else "light"]
