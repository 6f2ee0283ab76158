"""Recoveries as people would log them, each with the truth beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.simulation.complications import SHAPES, Lift, draw
from benchmarks.simulation.courses import AT, DAYS, NAMES, course
from benchmarks.simulation.mishaps import mishaps
from benchmarks.simulation.worlds import World
from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import CORE, SIGNS
from tracker.recovery.treatment import Recovery, Treatment

PIGMENT_DAYS = (0, 7, 14, 21, 28, 42)
_ASKED_LATER = {"lines": 7, "not_healing": 7}


@dataclass(frozen=True)
class Truth:
    """What is behind a recovery. `excess` holds, for each entry in the order of its day, the
    points by which each symptom stands above what the same reporter would have given without the
    complication; `hard` whether a true hard sign was told. Normal recoveries have kind None."""

    kind: str | None
    onset: int
    excess: np.ndarray
    hard: np.ndarray


def normal(world: World, seed: int, count: int, skins: tuple[int, ...]) -> Iterator[Recovery]:
    """Recoveries in which nothing goes wrong."""
    for number in range(count):
        chance = np.random.default_rng((seed, number, 0))
        yield _recovery(world, chance, int(chance.choice(skins)), None)[0]


def complicated(world: World, seed: int, count: int) -> Iterator[tuple[Recovery, Truth]]:
    """Recoveries in which one thing goes wrong; dark marks are likelier in types IV to VI."""
    names = list(SHAPES)
    shares = np.array([SHAPES[name][0] for name in names])
    for number in range(count):
        chance = np.random.default_rng((seed, number, 1))
        name = names[chance.choice(len(names), p=shares / shares.sum())]
        skins = (1, 2, 3, 4, 4, 5, 5, 6) if name == "pih" else (1, 2, 3, 4, 5, 6)
        yield _recovery(world, chance, int(chance.choice(skins)), draw(name, chance))


def _recovery(
    world: World, chance: np.random.Generator, skin: int, lift: Lift | None
) -> tuple[Recovery, Truth]:
    treatment, means = _skin(world, chance, skin)
    extra, degrees = mishaps(world, chance)
    means += extra
    scale = np.clip(np.exp(world.scale_sd * chance.standard_normal()), 0.6, 1.5)
    scales = scale * np.exp(world.channel_sd * chance.standard_normal(len(NAMES)))
    noise = _noise(world, chance)
    without = _latent(world, means * scales, noise)
    points = lift.points * world.severity if lift else np.zeros_like(means)
    worst = np.maximum(means, points) if world.overlaid else means + points
    told = _latent(world, worst * scales, noise)
    scores = _on_grid(told, _grid(world, chance))
    slips = chance.random(scores.shape) < world.slip
    scores[slips] = chance.integers(0, 11, int(slips.sum()))
    worse = ((worst - means) * scales).max(axis=1)
    days = _days(world, chance, worse)
    answered = _answered(world, chance, told, worse, days)
    entries, kept = [], []
    for day in days:
        signs, temperature = _signs(world, chance, lift, degrees, int(day), worse[day])
        entries.append(Entry(int(day), _sent(world, chance, int(day)),
                             {name: int(scores[day, at]) for name, at in AT.items()
                              if answered[day, at]}, signs, temperature))
        kept.append(lift is not None and _hard(lift, int(day), signs, temperature))
    recovery = Recovery(f"s{chance.integers(1 << 40):x}", skin, treatment, tuple(entries))
    excess = np.where(answered, np.clip(told, 0, 10) - np.clip(without, 0, 10), 0.0)[days]
    return recovery, Truth(lift.kind if lift else None, lift.onset if lift else 0, excess,
                           np.array(kept, dtype=bool))


def _skin(
    world: World, chance: np.random.Generator, skin: int
) -> tuple[Treatment, np.ndarray]:
    """A treatment, and how this skin takes it: means by day and symptom."""
    modality = str(chance.choice(["pen", "roller", "rf"], p=[0.5, 0.25, 0.25]))
    depth = float(chance.choice([0.5, 0.75, 1.0, 1.5, 1.5, 2.0, 2.5, 3.0]))
    face = chance.random() < 0.7
    skin_time = np.exp(world.time_sd * chance.standard_normal())
    if chance.random() < world.slow:
        skin_time *= chance.uniform(1.5, 2.0)
    means = course(depth, modality, skin, skin_time, face)
    means *= np.exp(world.height_sd * chance.standard_normal())
    means[:, AT["dark_patches"]] += chance.choice([0, 0, 0, 1, 2, 3, 4, 5])
    return Treatment(modality, depth, None, ("face",) if face else ("limbs",)), means


def _hard(lift: Lift, day: int, signs: dict[str, bool], temperature: float | None) -> bool:
    """Whether a true hard sign was told."""
    told = any(yes and sign in lift.signs and day >= lift.signs[sign]
               for sign, yes in signs.items())
    feverish = lift.fever_from is not None and day >= lift.fever_from
    return told or (feverish and (temperature or 0) >= 38)


def _noise(world: World, chance: np.random.Generator) -> np.ndarray:
    """Standard noise by day and symptom, with a part shared by the day; and bad days."""
    common = np.zeros(len(DAYS))
    level = chance.standard_normal()
    for day in range(len(DAYS)):
        common[day] = level
        level = world.carry * level + np.sqrt(1 - world.carry**2) * chance.standard_normal()
    own = chance.standard_normal((len(DAYS), len(NAMES)))
    own *= np.where(chance.random(own.shape) < world.heavy, 2.0, 1.0)
    mixed = np.sqrt(world.shared) * common[:, None] + np.sqrt(1 - world.shared) * own
    bad = (chance.random(len(DAYS)) < world.bad_day) * world.bad_size
    return np.stack([mixed, np.broadcast_to(
        (bad * chance.uniform(0.5, 1.5, len(DAYS)))[:, None], mixed.shape)])


def _latent(world: World, means: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """What would be told if the scale had no steps; a bad day weighs on what is felt."""
    felt = np.array([0.0 if name in ("bleeding", "dark_patches", "bumps", "numbness", "bruising")
                     else 1.0 for name in NAMES])
    varied = means * np.exp(world.factor_noise * noise[0])
    return varied + (world.noise + world.growth * means) * noise[0] + noise[1] * felt


def _grid(world: World, chance: np.random.Generator) -> np.ndarray:
    """The scores that this person uses."""
    if chance.random() >= world.coarse:
        return np.arange(11)
    return np.array([[0, 2, 4, 6, 8, 10], [0, 2, 5, 8, 10], [0, 1, 2, 3, 5, 8, 10]][
        int(chance.integers(3))])


def _on_grid(latent: np.ndarray, grid: np.ndarray) -> np.ndarray:
    return grid[np.abs(latent[..., None] - grid).argmin(axis=-1)]


def _days(world: World, chance: np.random.Generator, worse: np.ndarray) -> np.ndarray:
    skip = np.where(DAYS <= 4, world.skip, world.skip_later)
    skip = np.where(DAYS > 14, skip + 0.2, skip) * np.where(worse >= 1.5, 0.5, 1.0)
    skip[list(PIGMENT_DAYS)] *= 0.5
    skip[0] *= 0.5
    last = len(DAYS) if chance.random() < 0.7 else int(chance.integers(8, len(DAYS)))
    days = np.flatnonzero((chance.random(len(DAYS)) >= skip) & (np.arange(len(DAYS)) < last))
    return days if len(days) else np.array([0])


def _answered(world: World, chance: np.random.Generator, told: np.ndarray, worse: np.ndarray,
              days: np.ndarray) -> np.ndarray:
    willing = np.clip(chance.beta(2, 2 / world.optional - 2), 0.02, 0.98)
    odds = np.full(told.shape, willing) + 0.35 * (told >= 1.5) + 0.2 * (worse >= 1.5)[:, None]
    odds[list(PIGMENT_DAYS), AT["dark_patches"]] = 0.85
    answered = chance.random(told.shape) < odds
    answered[:, [AT[name] for name in CORE]] = True
    return answered


def _signs(
    world: World, chance: np.random.Generator, lift: Lift | None, degrees: np.ndarray, day: int,
    worse: float,
) -> tuple[dict[str, bool], float | None]:
    odds = 0.3 + 0.3 * (worse >= 1.5)
    begun = lift.signs if lift else {}
    signs: dict[str, bool] = {}
    for sign in SIGNS:
        if day < _ASKED_LATER.get(sign, 0) or sign in ("breathing_trouble", "eye_symptoms",
                                                       "droop"):
            continue
        true = sign in begun and day >= begun[sign] and worse >= 1
        serum = sign == "discharge" and day <= 1 and chance.random() < 0.03
        if chance.random() < (0.85 if true else odds):
            signs[sign] = bool(true or serum or chance.random() < world.stray)
    fever = lift is not None and lift.fever_from is not None and 0 <= day - lift.fever_from < 4
    warm = degrees[day] + (chance.uniform(1.0, 2.2) if fever else 0.0)
    if chance.random() < 0.15 + 0.45 * (warm > 0.6) + 0.15 * (worse >= 1.5):
        return signs, round(float(36.6 + 0.3 * chance.standard_normal() + warm), 1)
    return signs, None


def _sent(world: World, chance: np.random.Generator, day: int) -> int:
    return day + int(chance.integers(1, 4)) if chance.random() < world.late else day
