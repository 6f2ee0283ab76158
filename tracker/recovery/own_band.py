"""What this person would answer on a day if all went on well: a band learnt from their answers.

The timeline's band is that of everybody. Here the answers before the day tell how this person uses
the scale, how fast they heal and how steady they answer; the fewer there are, the nearer the band
stays to everybody's. Answers that a complication explains better teach little about the person.
"""

from __future__ import annotations

import numpy as np

from tracker.recovery.course import LAST_DAY, Band, Timeline
from tracker.recovery.evidence.answering import ANSWERING, BINS, MISSING, STEP, Doubles
from tracker.recovery.evidence.expecting import expected_answers
from tracker.recovery.evidence.filtering import follow
from tracker.recovery.evidence.panel import Panel
from tracker.recovery.evidence.signature_files import load_panel
from tracker.recovery.findings import DARK, PANELS
from tracker.recovery.symptoms import HIGHEST
from tracker.recovery.treatment import Recovery

UPPER = 0.975


def own_band(recovery: Recovery, line: Timeline, symptom: str, day: int) -> Band:
    """The median and the upper limit (97.5th percentile) of the answer that this person would give
    about a symptom on a day in normal healing, from what was answered about the days before.

    Unlike the timeline's, the band of dark patches counts the marks that there were before.
    Raises ValueError for a symptom that no panel judges.
    """
    chances = _chances(recovery, line, symptom, day)
    reached = np.cumsum(chances)
    median, limit = (int(np.searchsorted(reached, share)) for share in (0.5, UPPER))
    return Band(float(median), float(min(limit, HIGHEST)))


def _chances(recovery: Recovery, line: Timeline, symptom: str, day: int) -> Doubles:
    """The chances of each score from 0 to 10."""
    panel = _panel(recovery, symptom)
    odds, reporters = _reporters(panel, recovery, line, day), panel.reporters
    means = expected_answers(line, recovery, panel.channels)[
        reporters.time_at, panel.channels.index(symptom), min(day, LAST_DAY)]
    expected = means * reporters.scales + reporters.marks
    bins = np.minimum((expected / STEP + 0.5).astype(int), BINS - 1)
    rows = (reporters.fineness * BINS + bins) * (MISSING + 1)
    told = np.exp(ANSWERING.loglik[rows[:, None] + np.arange(MISSING), 0].astype(np.float64))
    return odds @ told


def _panel(recovery: Recovery, symptom: str) -> Panel:
    panels = (load_panel(name, dark=recovery.fitzpatrick >= DARK) for name in PANELS)
    try:
        return next(panel for panel in panels if symptom in panel.channels)
    except StopIteration:
        raise ValueError(f"{symptom} is shown and not judged") from None


def _reporters(panel: Panel, recovery: Recovery, line: Timeline, day: int) -> Doubles:
    """How likely each kind of reporter is, given the answers before the day."""
    known = sorted((e for e in recovery.entries if e.day < day), key=lambda e: e.submitted)
    if not known:
        return panel.reporters.odds.astype(np.float64)
    told = follow(panel, known, line, recovery)
    last = max(range(len(told.looks)),
               key=lambda at: (known[told.looks[at].entry].day, at))
    after = told.before[last] * told.fit[told.looks[last].entry]
    fine: Doubles = after[:, panel.fine].sum(axis=1)
    return fine / fine.sum()
