"""The patient's own curves."""

from __future__ import annotations

from collections.abc import Collection

from tracker.care.own_recovery import OwnRecovery
from tracker.recovery.assessment import Level
from tracker.web.charts import Curve
from tracker.web.curves import curves


def own_curves(own: OwnRecovery, symptoms: Collection[str]) -> dict[str, Curve]:
    """The answers about these symptoms, and what is expected, from day 0 to a week or to today."""
    flagged = [(flag.symptom, flag.day) for flag in own.assessment.flags
               if flag.level >= Level.CONCERN]
    last = max(7, min(own.today, 42))
    return curves(own.recovery, own.timeline, symptoms, last, flagged, own.today)
