"""The patient's own curve against the band."""

from __future__ import annotations

from tracker.care.own_recovery import OwnRecovery
from tracker.recovery.assessment import Level
from tracker.recovery.symptoms import SCALES
from tracker.web.charts import Curve, curve


def own_curve(own: OwnRecovery, symptom: str, upto: int | None = None) -> Curve:
    """One symptom's answers, and what is expected, from day 0 to a week or to today."""
    last = max(7, min(own.today, 42))
    band = [(day, *own.timeline.expected(symptom, day, own.recovery)) for day in range(last + 1)]
    points = [(e.day, e.scores[symptom]) for e in own.recovery.entries
              if symptom in e.scores and e.day <= last]
    flagged = frozenset(f.day for f in own.assessment.flags
                        if f.symptom == symptom and f.level >= Level.CONCERN)
    return curve(SCALES[symptom].label, points, band, last, flagged, own.today)
