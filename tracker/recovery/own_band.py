"""What this person would answer day by day if all went on well: bands learnt from their answers.

The timeline's band is that of everybody. Here the answers before a day tell how this person uses
the scale, how fast they heal and how steady they answer; the fewer there are, the nearer the band
stays to everybody's. Answers that a complication explains better teach little about the person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from tracker.recovery.course import Band, Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.answering import ANSWERING, BINS, MISSING, STEP, Doubles
from tracker.recovery.evidence.expecting import expected_answers
from tracker.recovery.evidence.filtering import Followed, follow
from tracker.recovery.evidence.panel import Panel
from tracker.recovery.evidence.signature_files import load_panel
from tracker.recovery.findings import DARK, PANELS
from tracker.recovery.symptoms import HIGHEST
from tracker.recovery.treatment import Recovery

UPPER = 0.975
_SURE = 1e-9
"""A sum of chances misses one by less than this."""
Course = tuple[Band, ...]


@dataclass(frozen=True)
class _Question:
    """What a band is asked from, without whose it is; `told` is all that the recovery says."""

    line: Timeline
    symptoms: frozenset[str]
    last_day: int
    told: tuple[object, ...]
    recovery: Recovery = field(compare=False)


def own_courses(
    recovery: Recovery, line: Timeline, symptoms: Collection[str], last_day: int
) -> Mapping[str, Course]:
    """For each symptom and each day from 0 to `last_day`, the median and the upper limit (97.5th
    percentile) of the answer that this person would give in normal healing, from what was answered
    about the days before.

    Unlike the timeline's, the band of dark patches counts the marks that there were before. A
    symptom that is shown and not judged has none, and is left out.
    """
    nameless = replace(recovery, id="")
    told = (nameless.fitzpatrick, nameless.treatment, nameless.cold_sores, *(
        (entry.day, entry.submitted, entry.temperature_c, *entry.scores.items(),
         *entry.signs.items()) for entry in nameless.entries))
    return _courses(_Question(line, frozenset(symptoms), last_day, told, nameless))


@lru_cache(maxsize=256)
def _courses(asked: _Question) -> Mapping[str, Course]:
    """Remembered: whoever works on a recovery opens it anew after each step."""
    courses: dict[str, Course] = {}
    for name in PANELS:
        panel = load_panel(name, dark=asked.recovery.fitzpatrick >= DARK)
        judged = [symptom for symptom in panel.channels if symptom in asked.symptoms]
        if judged:
            courses |= _of_panel(panel, asked.recovery, asked.line, judged, asked.last_day)
    return MappingProxyType(courses)


def _of_panel(
    panel: Panel, recovery: Recovery, line: Timeline, judged: Sequence[str], last_day: int
) -> dict[str, Course]:
    """The band of each day; all symptoms of a panel are reckoned at once."""
    days = range(last_day + 1)
    odds = _reporters(panel, recovery, line, days)
    at = [panel.channels.index(name) for name in judged]
    expected = expected_answers(line, recovery, panel, days)[:, :, at]
    bins = np.minimum((expected / STEP + 0.5).astype(np.intp), BINS - 1)
    rows = (panel.reporters.fineness * BINS)[:, None] + bins
    told = _TOLD.take(rows, axis=0).reshape(*rows.shape[:2], -1)
    chances = np.matmul(odds[:, None, :], told).reshape(len(days), len(at), MISSING)
    reached = np.cumsum(chances, axis=2)
    medians, limits = (
        np.minimum((reached < share - _SURE).sum(axis=2).T, HIGHEST).astype(np.float64).tolist()
        for share in (0.5, UPPER))
    return {name: tuple(map(Band, medians[c], limits[c])) for c, name in enumerate(judged)}


_TOLD: Doubles = np.ascontiguousarray(
    np.exp(ANSWERING.loglik[:, 0].astype(np.float64)).reshape(-1, MISSING + 1)[:, :MISSING])
"""The chance of each score, shape (fineness * bins, scores)."""


def _reporters(
    panel: Panel, recovery: Recovery, line: Timeline, days: range
) -> Doubles:
    """How likely each kind of reporter is on each day, given the answers about the days before,
    shape (days, reporters)."""
    known = sorted(recovery.entries, key=lambda entry: entry.submitted)
    told = follow(panel, known, line, recovery) if known else None
    newest = _newest_looks(told, known) if told else {}
    begin: Doubles = panel.reporters.odds.astype(np.float64)
    if told is None or not newest:
        return np.tile(begin, (len(days), 1))
    at = list(newest.values())
    after = told.before[at] * told.fit[told.entry[at]]
    fine = after[:, :, panel.fine].sum(axis=2)
    learnt = np.vstack([begin, fine / fine.sum(axis=1, keepdims=True)])
    place = {day + 1: number for number, day in enumerate(newest, 1)}
    # What was learnt holds until more is.
    last, held = 0, []
    for day in days:
        last = place.get(day, last)
        held.append(last)
    return learnt[held]


def _newest_looks(told: Followed, known: Sequence[Entry]) -> dict[int, int]:
    """For each day that was answered the last look at it, which knows of the most."""
    return {known[look.entry].day: at for at, look in enumerate(told.looks)}
