"""What goes wrong: onset, shape in time, symptoms and signs of each complication.

Onset windows and leading symptoms follow the overview of the literature (Xu2015, King2017,
Vij2011, Friedmann2024, Martin2021, Zeng2025, Isedeh2016, Dogra2014, FDA2025); heights, rise times
and chances of signs are guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from benchmarks.simulation.courses import AT, DAYS, NAMES


@dataclass(frozen=True)
class Shape:
    """`onset` in days: earliest, likeliest, latest. `height` points of the leading symptom, from
    and to; `rise` days to the top and `stays` days on it, from and to; afterwards it halves every
    four days. `signs` maps a sign to its chance and its delay in days."""

    kind: str
    onset: tuple[float, float, float]
    height: tuple[float, float]
    rise: tuple[float, float]
    stays: tuple[float, float]
    parts: Mapping[str, float]
    signs: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    fever: float = 0.0


SHAPES: Mapping[str, tuple[float, Shape]] = {
    "infection": (0.3, Shape(
        "infection", (1, 3, 7), (2.5, 6.5), (1, 3.5), (4, 10),
        {"redness": 1, "swelling": 0.85, "pain": 0.95, "warmth": 0.85, "bumps": 0.4,
         "itching": 0.1},
        {"discharge": (0.5, 1.5), "spreading": (0.4, 1.5)}, 0.25)),
    "herpes": (0.2, Shape(
        "herpes", (1, 3, 10), (2.5, 6), (1, 3), (4, 8),
        {"pain": 1, "itching": 0.8, "redness": 0.7, "swelling": 0.3, "bumps": 0.4, "warmth": 0.2},
        {"blisters": (0.75, 2), "spreading": (0.1, 3)}, 0.05)),
    "dermatitis": (0.15, Shape(
        "contact_dermatitis", (1, 2.5, 7), (2.5, 6.5), (1, 3), (3, 10),
        {"itching": 1, "redness": 0.8, "swelling": 0.6, "warmth": 0.3, "bumps": 0.3,
         "flaking": 0.3, "pain": 0.2}, {"blisters": (0.05, 2)})),
    "pih": (0.2, Shape(
        "pih", (7, 15, 32), (2, 6.5), (6, 20), (60, 90), {"dark_patches": 1})),
    "persistent": (0.08, Shape(
        "persistent_inflammation", (2, 5, 12), (2, 5.5), (2, 6), (30, 60),
        {"redness": 1, "bumps": 0.9, "itching": 0.6, "swelling": 0.3})),
    "ntm": (0.03, Shape(
        "infection", (7, 19, 34), (3, 6.5), (5, 14), (20, 40),
        {"bumps": 1, "redness": 0.7, "pain": 0.6, "swelling": 0.4, "warmth": 0.2},
        {"discharge": (0.4, 7)}, 0.05)),
    "scarring": (0.04, Shape(
        "scarring", (7, 12, 24), (2, 6), (5, 14), (40, 60),
        {"bumps": 1, "flaking": 0.5, "redness": 0.3, "dark_patches": 0.3},
        {"lines": (0.6, 4), "not_healing": (0.5, 2)})),
}


@dataclass(frozen=True)
class Lift:
    """What a complication adds: points by day and symptom before the person's scaling, signs by
    name with the day they begin, fever's first day or None."""

    kind: str
    onset: int
    points: np.ndarray
    signs: Mapping[str, float]
    fever_from: float | None


def draw(name: str, chance: np.random.Generator) -> Lift:
    """One complication of a family named in SHAPES."""
    shape = SHAPES[name][1]
    onset = chance.triangular(*shape.onset)
    height = chance.uniform(*shape.height)
    rise, stays = chance.uniform(*shape.rise), chance.uniform(*shape.stays)
    lag = DAYS - onset
    up = np.clip(lag / rise, 0, 1) ** chance.uniform(0.7, 1.5)
    down = 0.5 ** (np.maximum(0, lag - rise - stays) / 4)
    points = np.zeros((len(DAYS), len(NAMES)))
    for part, weight in shape.parts.items():
        own = weight * chance.uniform(0.65, 1.25)
        points[:, AT[part]] = height * own * up * down
    signs = {sign: onset + delay * chance.uniform(0.4, 1.6)
             for sign, (odds, delay) in shape.signs.items() if chance.random() < odds}
    fever = onset + chance.uniform(0.5, 2.5) if chance.random() < shape.fever else None
    return Lift(shape.kind, int(np.ceil(onset)), points, signs, fever)
