"""The curves of a recovery, each against everybody's band and the person's own limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tracker.recovery.course import Timeline
from tracker.recovery.own_band import own_courses
from tracker.recovery.symptoms import SCALES
from tracker.recovery.treatment import Recovery
from tracker.web.charts import Curve, curve

Flagged = Iterable[tuple[str, int]]
"""The symptoms and days to mark."""


def curves(
    recovery: Recovery, line: Timeline, symptoms: Collection[str], last_day: int,
    flagged: Flagged, today: int, *, width: int = 358, height: int = 200,
    small: bool = False,
) -> dict[str, Curve]:
    """A curve for each of the symptoms, from day 0 to `last_day`; `small` ones stand below each
    other, with the days below the last.

    The own limit is drawn once there are answers to rest it on.
    """
    lowest = list(symptoms)[-1:]
    marked = frozenset(flagged)
    answered = {name for name in symptoms if any(name in e.scores for e in recovery.entries)}
    own = own_courses(recovery, line, answered, last_day)
    return {
        name: curve(
            SCALES[name].label,
            [(e.day, e.scores[name]) for e in recovery.entries
             if name in e.scores and e.day <= last_day],
            [(day, *band) for day, band in
             enumerate(line.expected_until(name, last_day, recovery))],
            last_day, frozenset(day for symptom, day in marked if symptom == name), today,
            [(day, *band) for day, band in enumerate(own.get(name, ()))],
            width=width, height=height, small=small, axis=not small or name in lowest,
        )
        for name in symptoms
    }
