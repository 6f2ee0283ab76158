"""What is no complication and yet looks like something: sun, blushing, acne, a bruise, a cold."""

from __future__ import annotations

import numpy as np

from benchmarks.simulation.courses import AT, DAYS, NAMES
from benchmarks.simulation.worlds import World


def mishaps(world: World, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points added by day and symptom, and degrees of temperature added by day."""
    points = np.zeros((len(DAYS), len(NAMES)))
    degrees = np.zeros(len(DAYS))
    if chance.random() < world.sunburn:
        fall = _after(chance.uniform(2, 30), 1.6)
        for name, most in (("redness", chance.uniform(2, 5)), ("warmth", chance.uniform(1, 4)),
                           ("pain", chance.uniform(0.5, 2.5))):
            points[:, AT[name]] += most * fall
        points[:, AT["flaking"]] += 1.5 * np.roll(fall, 3)
    for _ in range(chance.poisson(world.flush)):
        flushed = int(chance.integers(1, 40))
        points[flushed, AT["redness"]] += chance.uniform(1.5, 4)
        points[flushed, AT["warmth"]] += chance.uniform(1, 3)
    if chance.random() < world.acne:
        day, most = chance.uniform(2, 14), chance.uniform(1.5, 4)
        points[:, AT["bumps"]] += most * np.minimum(1, np.maximum(0, DAYS - day) / 2) * _after(
            day + 2, chance.uniform(4, 9), whole=True)
    if chance.random() < world.bruise:
        points[:, AT["bruising"]] += chance.uniform(2, 6) * np.exp(-DAYS / 5)
    if chance.random() < world.cold:
        first = int(chance.integers(1, 38))
        degrees[first:first + 3] += chance.uniform(0.8, 2.2)
        points[first:first + 3, AT["pain"]] += chance.uniform(0, 1)
    return points, degrees


def _after(day: float, halving: float, *, whole: bool = False) -> np.ndarray:
    lag = DAYS - day
    return np.where(lag >= 0, 0.5 ** (np.maximum(lag, 0) / halving), 1.0 if whole else 0.0)
