"""Following a recovery: what the answers so far say about the person and the skin.

A forward pass over the looks gives the joint probability of each kind of reporter and each state
of the skin, before and after the answers of each look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.recovery.course import LAST_DAY, Timeline
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


@dataclass(frozen=True)
class Followed:
    """Everything a panel makes of a recovery. Shapes: `scores` (entries, symptoms); `expected`
    (entries, reporters, symptoms) in points; `rows` the same, into the tables of answers;
    `features` (entries, signs); `fit` (entries, reporters, states) likelihoods; `before` (looks,
    reporters, states) the belief without the look's own answers, up to a factor."""

    panel: Panel
    entries: Sequence[Entry]
    looks: Sequence[Look]
    scores: Ints
    expected: Floats
    rows: Ints
    features: Floats
    fit: Floats
    before: Doubles


def follow(
    panel: Panel, entries: Sequence[Entry], line: Timeline, recovery: Recovery
) -> Followed:
    """Follow the answers of a recovery; `entries` in order of sending."""
    scores = np.array([[entry.scores.get(name, MISSING) for name in panel.channels]
                       for entry in entries], dtype=np.intp)
    expected = _expected(panel, entries, line, recovery)
    features = _features(panel, entries)
    rows = np.minimum((expected * (1 / STEP) + 0.5).astype(np.intp), BINS - 1)
    rows *= MISSING + 1
    rows += (panel.reporters.fineness * (BINS * (MISSING + 1)))[:, None]
    rows += scores[:, None, :]
    made, fit = looks(entries), _fit(panel, rows, features)
    return Followed(panel, entries, made, scores, expected, rows, features, fit,
                    _forward(panel, entries, made, fit))


def _fit(panel: Panel, rows: Ints, features: Floats) -> Floats:
    """How well each state fits each entry, for each kind of reporter; at most one."""
    fit = np.empty((*rows.shape[:2], len(panel.states)), dtype=np.float32)
    # In pieces that the allocator hands out again: fresh memory costs more than the arithmetic.
    for start in range(0, len(rows), _PIECE):
        piece = rows[start:start + _PIECE]
        told = ANSWERING.loglik.take(piece, axis=0).reshape(*piece.shape[:2], -1)
        np.matmul(told, panel.lift_choice, out=fit[start:start + _PIECE])
    fit += (features @ panel.sign_loglik)[:, None, :]
    fit -= fit.max(axis=(1, 2), keepdims=True)
    np.maximum(fit, _LEAST, out=fit)
    return np.exp(fit, out=fit)


def _expected(
    panel: Panel, entries: Sequence[Entry], line: Timeline, recovery: Recovery
) -> Floats:
    """What each kind of reporter would answer, shape (entries, reporters, symptoms)."""
    reporters = panel.reporters
    means = expected_answers(line, recovery, panel.channels)
    days = [min(entry.day, LAST_DAY) for entry in entries]
    own = means.transpose(2, 0, 1)[days][:, reporters.time_at]
    own *= reporters.scales[:, None]
    own += reporters.marks[:, None]
    return own


def _features(panel: Panel, entries: Sequence[Entry]) -> Floats:
    split = 2 * len(panel.signs)
    features = np.zeros((len(entries), split + len(panel.warm_from)), dtype=np.float32)
    if not split:
        return features
    for number, entry in enumerate(entries):
        for sign, yes in entry.signs.items():
            at = panel.sign_at.get(sign)
            if at is not None:
                features[number, at + yes] = 1
        if entry.temperature_c is not None:
            band = sum(entry.temperature_c >= start for start in panel.warm_from[1:])
            features[number, split + band] = 1
    return features


def _forward(
    panel: Panel, entries: Sequence[Entry], made: Sequence[Look], fit: Floats
) -> Doubles:
    """The belief before each look's answers. In doubles, so that what is unlikely does not turn
    into denormal numbers, which are slow."""
    before = np.empty((len(made), *fit.shape[1:]))
    begin = np.zeros(fit.shape[1:])
    begin[:, 0] = panel.reporters.odds
    after = np.empty(fit.shape[1:])
    # Views are taken once: this loop is most of what a recovery costs.
    told, fits = list(before), list(fit.astype(np.float64))
    days = [entry.day for entry in entries]
    steps = panel.steps
    for at, (_, entry, parent, last) in enumerate(made):
        if parent < 0:
            after[...] = begin
        else:
            np.multiply(told[parent], fits[made[parent].entry], out=after)
        if at % _SCALED_EVERY == 0:
            after /= after.sum()
        step = steps.get((last, days[entry]))
        np.dot(after, panel.between(last, days[entry]) if step is None else step, out=told[at])
    return before
