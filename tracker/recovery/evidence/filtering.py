"""Following a recovery: what the answers so far say about the person and the skin.

A forward pass over the looks gives the joint probability of each kind of reporter and each state
of the skin, before and after the answers of each look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.recovery.course import Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.answering import ANSWERING, BINS, MISSING, STEP, Doubles, Floats
from tracker.recovery.evidence.expecting import expected_answers
from tracker.recovery.evidence.looking import Look, looks
from tracker.recovery.evidence.panel import Ints, Panel
from tracker.recovery.treatment import Recovery

_LEAST = np.float32(-30)
"""No answer is less likely than this, as a logarithm beside the likeliest state."""
_PIECE = 16
_SCALED_EVERY = 8
"""Only ratios of beliefs count; every so many looks they are brought back to a sum of one."""
np.empty(1 << 21)
# Having let go of a block of 16 MB, the allocator keeps as much at hand: without it each recovery
# asks the system for fresh pages again, a tenth of what it costs (benchmarks.speed).


@dataclass(frozen=True)
class Followed:
    """Everything a panel makes of a recovery. Shapes: `entry` (looks) the entry of each look;
    `scores` (entries, symptoms); `expected` (entries, reporters, symptoms) in points; `rows` the
    same, into the tables of answers; `features` (entries, signs); `fit` (entries, reporters,
    states) likelihoods; `before` (looks, reporters, states) the belief without the look's own
    answers, up to a factor."""

    panel: Panel
    entries: Sequence[Entry]
    looks: Sequence[Look]
    entry: Ints
    scores: Ints
    expected: Floats
    rows: Ints
    features: Floats
    fit: Doubles
    before: Doubles

    @cached_property
    def in_order(self) -> bool:
        """Whether each look but the first follows on the one before it: nothing came late."""
        return all(look.parent == at - 1 for at, look in enumerate(self.looks))

    @cached_property
    def sides(self) -> Doubles:
        """The belief in all that is normal and in all complications, shape (looks, reporters,
        2)."""
        looks, reporters, states = self.before.shape
        sides = np.dot(self.before.reshape(-1, states), self.panel.sides)
        return sides.reshape(looks, reporters, 2)


def follow(
    panel: Panel, entries: Sequence[Entry], line: Timeline, recovery: Recovery
) -> Followed:
    """Follow the answers of a recovery; `entries` in order of sending."""
    scores = _scores(panel, entries)
    expected = expected_answers(line, recovery, panel, [entry.day for entry in entries])
    features = _features(panel, entries)
    rows = _rows(panel, expected, scores)
    made, fit = looks(entries), _fit(panel, rows, features)
    return Followed(panel, entries, made, np.array([look.entry for look in made]), scores,
                    expected, rows, features, fit, _forward(panel, made, fit))


def _scores(panel: Panel, entries: Sequence[Entry]) -> Ints:
    # A score fits a byte; an array is made of bytes much faster than of numbers.
    told = bytes([entry.scores.get(name, MISSING) for entry in entries for name in panel.channels])
    scores = np.frombuffer(told, dtype=np.uint8).astype(np.intp)
    return scores.reshape(len(entries), -1)


def _rows(panel: Panel, expected: Floats, scores: Ints) -> Ints:
    """Where in the tables of answers each answer stands."""
    rows = (expected * (1 / STEP) + 0.5).astype(np.intp)
    np.minimum(rows, BINS - 1, out=rows)
    rows *= MISSING + 1
    rows += panel.reporters.rows
    rows += scores[:, None, :]
    return rows


def _fit(panel: Panel, rows: Ints, features: Floats) -> Doubles:
    """How well each state fits each entry, for each kind of reporter; at most one."""
    fit = np.empty((*rows.shape[:2], len(panel.states)), dtype=np.float32)
    # In pieces that the allocator hands out again: fresh memory costs more than the arithmetic.
    for start in range(0, len(rows), _PIECE):
        piece = rows[start:start + _PIECE]
        told = ANSWERING.loglik.take(piece, axis=0).reshape(*piece.shape[:2], -1)
        np.matmul(told, panel.lift_choice, out=fit[start:start + _PIECE])
    if features.size:
        fit += (features @ panel.sign_loglik)[:, None, :]
    fit -= fit.reshape(len(fit), -1).max(axis=1)[:, None, None]
    np.maximum(fit, _LEAST, out=fit)
    return np.exp(fit, out=fit).astype(np.float64)


def _features(panel: Panel, entries: Sequence[Entry]) -> Floats:
    split = 2 * len(panel.signs)
    features = np.zeros((len(entries), split + len(panel.warm_from)), dtype=np.float32)
    if not split:
        return features
    told: list[int] = []
    sign_at = panel.sign_at
    for begin, entry in zip(range(0, features.size, features.shape[1]), entries, strict=True):
        told += [begin + sign_at[sign] + yes for sign, yes in entry.signs.items()
                 if sign in sign_at]
        if entry.temperature_c is not None:
            band = sum(entry.temperature_c >= start for start in panel.warm_from[1:])
            told.append(begin + split + band)
    features.reshape(-1)[told] = 1
    return features


def _forward(panel: Panel, made: Sequence[Look], fit: Doubles) -> Doubles:
    """The belief before each look's answers. In doubles, so that what is unlikely does not turn
    into denormal numbers, which are slow."""
    before = np.empty((len(made), *fit.shape[1:]))
    begin = np.zeros(fit.shape[1:])
    begin[:, 0] = panel.reporters.odds
    after = np.empty(fit.shape[1:])
    # Views are taken once: this loop is most of what a recovery costs.
    told, fits, steps = list(before), list(fit), panel.steps
    for at, (_, _, day, parent, last) in enumerate(made):
        if parent < 0:
            after[...] = begin
        else:
            np.multiply(told[parent], fits[made[parent].entry], after)
        if at % _SCALED_EVERY == 0:
            after /= after.sum()
        step = steps.get((last, day))
        after.dot(panel.between(last, day) if step is None else step, told[at])
    return before
