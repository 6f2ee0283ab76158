"""`python -m benchmarks.calibrate [COUNT] [SEED]`: the limits for each number of false alerts.

For each group of skins COUNT normal recoveries of each simulated world are followed to the end; of
each the highest odds on any day count, so that every look is paid for. The limit for f false alerts
in 100 is the upper f percent point of all worlds together. The file that the product reads says
how it was made; it was made by this command and by nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.simulation.recoveries import normal
from benchmarks.simulation.worlds import WORLDS
from tracker.recovery.assessment import Level
from tracker.recovery.calling import worth_a_call
from tracker.recovery.findings import findings
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery

GROUPS = {"light": (1, 2, 3), "dark": (4, 5, 6)}
FALSE_ALERTS = (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 10, 14, 20, 30, 40)
FILE = Path(__file__).parent.parent / "tracker/recovery/evidence/calibration.json"
LOWEST = -4.0
"""Log odds below this are of no interest for any setting."""
CHECKED = 20
"""So few recoveries are followed again by the test that finds a stale file."""
ALWAYS = 30.0
"""Stands for the log odds of a recovery with a sign that is a concern by itself at any setting."""
NOTHING = -20.0
"""The log odds of a recovery in which no look stands out."""


def highest_odds(recovery: Recovery) -> float:
    """The highest log odds of a complication on any day of a recovery."""
    if any(call.level >= Level.CONCERN for e in recovery.entries for call in worth_a_call(e)):
        return ALWAYS
    line = load_timeline(recovery.treatment.modality)
    return max((one.any for one in findings(recovery, line, floor=LOWEST)), default=NOTHING)


def highest_of_all(recoveries: Iterable[Recovery]) -> list[float]:
    """The same for many."""
    return [highest_odds(recovery) for recovery in recoveries]


def calibrate(count: int, seed: int) -> dict[str, list[float]]:
    """The limits of each group, falling as more false alerts are accepted."""
    limits = {}
    for group, skins in GROUPS.items():
        odds = [value for name, world in WORLDS.items()
                for value in highest_of_all(normal(world, world_seed(seed, name), count, skins))]
        points = np.quantile(odds, [1 - percent / 100 for percent in FALSE_ALERTS])
        limits[group] = [round(float(point), 3) for point in np.minimum.accumulate(points)]
    return limits


def world_seed(seed: int, name: str) -> int:
    """A seed of its own for each world."""
    return seed * 1000 + sorted(WORLDS).index(name)


def main() -> None:
    """Write the file."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2026
    told = {
        "made_by": f"python -m benchmarks.calibrate {count} {seed}",
        "made_on": datetime.now(UTC).date().isoformat(),
        "from": "simulated normal recoveries only; no daily logs have been published",
        "worlds": list(WORLDS), "recoveries_per_world_and_group": count, "seed": seed,
        "false_alerts": list(FALSE_ALERTS), "log_odds": calibrate(count, seed),
        "check": {"recoveries_per_world_and_group": CHECKED, "log_odds": calibrate(CHECKED, seed)},
    }
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told["log_odds"]))


if __name__ == "__main__":
    main()
