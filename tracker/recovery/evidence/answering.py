"""How likely an answer is: tables over what is expected, what is added, and the score told.

An answer is a rounded normal value whose spread grows with what is expected; a share of answers
has twice the spread and one in a hundred is a slip of the finger that may be any score. The tables
are universal: they are indexed by the expected value, not by a treatment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import combinations, product
from math import erf, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
STEP = 0.25
"""Expected values are looked up in steps of so many points."""
BINS = 53
MISSING = 11
"""The column of an answer that was not given: it says nothing."""
_phi = np.vectorize(lambda z: 0.5 * (1 + erf(z / sqrt(2))))


@dataclass(frozen=True, eq=False)
class Reporters:
    """The kinds of person that are reckoned with: one row for each mix of standing multiplier,
    healing time (index into `times`) and fineness; `odds` sum to one. `marks` are points that they
    had from the start, beside what the treatment brings."""

    scales: Floats
    marks: Floats
    time_at: npt.NDArray[np.intp]
    fineness: npt.NDArray[np.intp]
    odds: Floats

    @cached_property
    def rows(self) -> npt.NDArray[np.intp]:
        """Where in the tables of answers the fineness of each begins, shape (reporters, 1)."""
        return (self.fineness * (BINS * (MISSING + 1)))[:, None]


class Answering:
    """The tables. `loglik[(fineness, bin, score), lift]` is the log-likelihood of a score;
    `speaks[(fineness, bin, score), pair]` for each pair of lifts (less, more) how much the score
    speaks for more, made monotone in the score; `at_most` the most of it over all pairs."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.times: tuple[float, ...] = tuple(told["time"]["values"])
        self.lifts: tuple[float, ...] = tuple(map(float, told["lifts"]))
        self.reporters = _reporters(told)
        self.pairs = tuple(combinations(range(len(self.lifts)), 2))
        shape = (len(told["spread"]), BINS, MISSING + 1)
        loglik = np.zeros((*shape, len(self.lifts)))
        for fineness, lift in product(range(shape[0]), range(len(self.lifts))):
            loglik[fineness, :, :MISSING, lift] = np.log(_scores(told, fineness, self.lifts[lift]))
        speaks = np.zeros((*shape, len(self.pairs)))
        for at, (less, more) in enumerate(self.pairs):
            ratio = loglik[:, :, :MISSING, more] - loglik[:, :, :MISSING, less]
            speaks[:, :, :MISSING, at] = np.maximum.accumulate(ratio, axis=2)
        rows = shape[0] * shape[1] * shape[2]
        self.loglik: Floats = loglik.reshape(rows, -1).astype(np.float32)
        self.speaks: Floats = speaks.reshape(rows, -1).astype(np.float32)
        self.at_most: Floats = self.speaks.max(axis=1, initial=0)


def _reporters(told: dict[str, Any]) -> Reporters:
    scales, times, spread, slow = told["scale"], told["time"], told["spread"], told["slow"]
    rows = list(product(range(len(scales["values"])), [0], range(len(spread))))
    rows += product(slow["scales"], range(1, len(times["values"])), slow["spreads"])
    odds = np.array([scales["odds"][a] * spread[f]["odds"] for a, _, f in rows])
    for time, share in enumerate(times["odds"]):
        group = np.array([t == time for _, t, _ in rows])
        odds[group] *= share / odds[group].sum()
    return Reporters(
        np.array([scales["values"][a] for a, _, _ in rows], dtype=np.float32),
        np.zeros(len(rows), dtype=np.float32),
        np.array([t for _, t, _ in rows]), np.array([f for _, _, f in rows]),
        (odds / odds.sum()).astype(np.float32))


def reporters_with_marks(own: dict[str, Any]) -> Reporters:
    """Reporters who differ in the marks they had before, and in how their skin bronzes."""
    fine = own["fineness"]
    rows = list(product(range(len(own["marks"])), own["bronzing"], np.flatnonzero(fine).tolist()))
    odds = np.array([own["odds"][m] * bronze["odds"] * fine[f] for m, bronze, f in rows])
    return Reporters(
        np.array([bronze["scale"] for _, bronze, _ in rows], dtype=np.float32),
        np.array([own["marks"][m] for m, _, _ in rows], dtype=np.float32),
        np.array([bronze["time"] for _, bronze, _ in rows]), np.array([f for _, _, f in rows]),
        (odds / odds.sum()).astype(np.float32))


def _scores(told: dict[str, Any], fineness: int, lift: float) -> npt.NDArray[np.float64]:
    """Chances of each score, shape (bins, 11)."""
    spread, heavy, slip = told["spread"][fineness], told["heavy"], told["slip"]
    expected = np.arange(BINS) * STEP
    mean = expected + lift
    own = spread["at_zero"] + spread["per_point"] * mean
    width = np.sqrt(own**2 + (told["lift_spread"] * lift) ** 2)
    edges = np.concatenate([[-np.inf], np.arange(0.5, 10), [np.inf]])

    def rounded(sd: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.diff(_phi((edges - mean[:, None]) / sd[:, None]), axis=1)

    chances = (1 - heavy["share"]) * rounded(width)
    chances += heavy["share"] * rounded(heavy["factor"] * width)
    return (1 - slip) * chances + slip / 11


def _load() -> Answering:
    text = (resources.files("tracker.recovery.evidence") / "answering.yaml").read_text("utf-8")
    return Answering(yaml.safe_load(text))


ANSWERING = _load()
