"""Following a recovery: what the answers so far say about the person and the skin.

A forward pass over the answered days gives the joint probability of each kind of reporter and each
state. Days are taken in the order of sending: an entry about the past lets all days since be
followed anew, with what was known on that day of sending and nothing later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from tracker.recovery.entry import Entry
from tracker.recovery.evidence.answering import ANSWERING, BINS, MISSING, STEP, Floats
from tracker.recovery.evidence.expecting import expected_answers
from tracker.recovery.evidence.panel import Ints, Panel
from tracker.recovery.timeline import LAST_DAY, Timeline
from tracker.recovery.treatment import Recovery

_LEAST = np.float32(-60)
"""No answer is less likely than this, as a logarithm beside the likeliest state."""


@dataclass(frozen=True)
class Look:
    """One look at a day: `sent` is the day of sending, `entry` indexes the entries, `known` the
    entries of the days before it; `before` is the belief without this entry's answers, shape
    (reporters, states)."""

    sent: int
    entry: int
    known: tuple[int, ...]
    before: Floats


@dataclass(frozen=True)
class Followed:
    """Everything a panel makes of a recovery. Shapes: `scores` (entries, symptoms); `expected`
    (entries, reporters, symptoms) in points; `rows` the same, into the tables of answers;
    `features` (entries, signs); `fit` (entries, reporters, states) likelihoods; `above` (looks)
    by how many points a look stands out."""

    panel: Panel
    entries: tuple[Entry, ...]
    looks: tuple[Look, ...]
    scores: Ints
    expected: Floats
    rows: Ints
    features: Floats
    fit: Floats
    above: Floats


def follow(
    panel: Panel, entries: Sequence[Entry], line: Timeline, recovery: Recovery
) -> Followed:
    """Follow the answers of a recovery; `entries` in order of sending."""
    reporters = panel.reporters
    scores = np.array([[entry.scores.get(name, MISSING) for name in panel.channels]
                       for entry in entries], dtype=np.intp)
    expected = _expected(panel, entries, line, recovery)
    features = _features(panel, entries)
    bins = np.minimum((expected * (1 / STEP) + 0.5).astype(np.intp), BINS - 1)
    rows = (reporters.fineness[:, None] * BINS + bins) * (MISSING + 1) + scores[:, None, :]
    told = ANSWERING.loglik[rows].reshape(len(entries), len(rows[0]), -1) @ panel.lift_choice
    told += (features @ panel.sign_loglik)[:, None, :]
    told -= told.max(axis=(1, 2), keepdims=True)
    fit = np.exp(np.maximum(told, _LEAST))
    looks = tuple(_looks(panel, entries, fit))
    return Followed(panel, tuple(entries), looks, scores, expected, rows, features, fit,
                    _standing_out(panel, looks, scores, expected, features))


def _expected(
    panel: Panel, entries: Sequence[Entry], line: Timeline, recovery: Recovery
) -> Floats:
    """What each kind of reporter would answer, shape (entries, reporters, symptoms)."""
    reporters = panel.reporters
    means = expected_answers(line, recovery, panel.channels)
    days = [min(entry.day, LAST_DAY) for entry in entries]
    own = means.transpose(2, 0, 1)[days][:, reporters.time_at]
    return own * reporters.scales[:, None] + reporters.marks[:, None]


def _standing_out(
    panel: Panel, looks: Sequence[Look], scores: Ints, expected: Floats, features: Floats
) -> Floats:
    """For each look, by how many points its worst symptom stands above what this person was
    expected to answer; infinite where a sign or a raised temperature was told."""
    at = [look.entry for look in looks]
    odds = np.array([look.before[:, panel.fine].sum(axis=1) for look in looks])
    usual = np.matmul(odds[:, None, :], expected[at])[:, 0] / odds.sum(axis=1, keepdims=True)
    above = np.where(scores[at] < MISSING, scores[at] - usual, -np.inf).max(axis=1)
    split = 2 * len(panel.signs)
    alarming = np.concatenate([features[at, 1:split:2], features[at, split + 1:]], axis=1)
    return np.where(alarming.any(axis=1), np.inf, above).astype(np.float32)


def _features(panel: Panel, entries: Sequence[Entry]) -> Floats:
    split = 2 * len(panel.signs)
    features = np.zeros((len(entries), split + len(panel.warm_from)), dtype=np.float32)
    for number, entry in enumerate(entries):
        for at, sign in enumerate(panel.signs):
            if sign in entry.signs:
                features[number, 2 * at + entry.signs[sign]] = 1
        if panel.warm_from and entry.temperature_c is not None:
            band = sum(entry.temperature_c >= start for start in panel.warm_from[1:])
            features[number, split + band] = 1
    return features


def _looks(panel: Panel, entries: Sequence[Entry], fit: Floats) -> list[Look]:
    begin = np.zeros(fit.shape[1:], dtype=np.float32)
    begin[:, 0] = panel.reporters.odds
    looks: list[Look] = []
    view: list[int] = []
    beliefs: list[Floats] = []
    numbers = range(len(entries))
    for sent, group in groupby(numbers, key=lambda number: entries[number].submitted):
        changed = {entries[number].day: number for number in group}
        first = min(changed)
        keep = next((at for at, number in enumerate(view) if entries[number].day >= first),
                    len(view))
        later = {entries[number].day: number for number in view[keep:]} | changed
        del view[keep:], beliefs[keep:]
        for day in sorted(later):
            number = later[day]
            belief, last = (beliefs[-1], entries[view[-1]].day) if view else (begin, -1)
            before = belief @ panel.between(last, day)
            looks.append(Look(sent, number, tuple(view), before))
            after = before * fit[number]
            after /= after.sum()
            view.append(number)
            beliefs.append(after)
    return looks
