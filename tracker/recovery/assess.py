"""Judging a recovery: the one function that web, API, worker and command line all ask.

1. Answers are taken in the order in which they were sent; the newest about a day counts.
2. Each day that is new or changed is looked at with all days before it, and none after.
3. Every rule says what it suspects. A kind is flagged once at each level it reaches, on the day
   on which enough was known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from tracker.recovery.assessment import Assessment, Flag, Level
from tracker.recovery.course import Course, Suspicion
from tracker.recovery.entry import Entry
from tracker.recovery.rules import danger, inflammation, late
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

Rule = Callable[[Course], Iterator[Suspicion]]
RULES: tuple[Rule, ...] = (
    danger.emergencies,
    danger.blisters,
    danger.infection_signs,
    inflammation.acute,
    inflammation.dermatitis,
    late.darkening,
    late.persisting,
    late.late_infection,
    late.scars,
    late.nerves,
    late.bleeding,
)
FALSE_ALERTS = (0.5, 20.0)
DEFAULT_FALSE_ALERTS = 3.0


def assess(
    recovery: Recovery,
    timeline: Timeline,
    *,
    false_alerts: float = DEFAULT_FALSE_ALERTS,
    settled: Mapping[str, int] | None = None,
) -> Assessment:
    """Judge all that was logged. `false_alerts` is the accepted number of normal recoveries in
    100 that raise a concern; lower settings raise a subset of what higher ones raise.
    `settled` maps a kind to the day on which a clinician closed it: what is sent after that day
    may raise the kind again.

    Raises ValueError for a setting outside 0.5 to 20.
    """
    if not FALSE_ALERTS[0] <= false_alerts <= FALSE_ALERTS[1]:
        raise ValueError("false_alerts must be from 0.5 to 20")
    margin = _margin(false_alerts)
    view: dict[int, Entry] = {}
    reached: dict[str, Level] = {}
    open_again = dict(settled or {})
    flags: list[Flag] = []
    by_sending = sorted(recovery.entries, key=lambda entry: entry.submitted)
    for sent, group in groupby(by_sending, key=lambda entry: entry.submitted):
        changed = list(group)
        view.update((entry.day, entry) for entry in changed)
        days = [view[day] for day in sorted(view)]
        for kind in [kind for kind, day in open_again.items() if sent > day]:
            reached.pop(kind, None)
            del open_again[kind]
        first = min(entry.day for entry in changed)
        for at, entry in enumerate(days):
            if entry.day >= first:
                course = Course(recovery, timeline, days[: at + 1], margin)
                flags += _new_flags(course, sent, reached)
    return Assessment(tuple(flags), f"{timeline.modality} {timeline.version}")


def _margin(false_alerts: float) -> float:
    """Points added to every limit: a coarse dial until it is calibrated."""
    if false_alerts < 2:
        return 1.0
    return 0.0 if false_alerts <= 8 else -0.5


def _new_flags(
    course: Course, sent: int, reached: dict[str, Level]
) -> Iterator[Flag]:
    for rule in RULES:
        for found in rule(course):
            if found.level <= reached.get(found.kind, Level.NONE):
                continue
            reached[found.kind] = found.level
            yield Flag(sent, found.kind, found.level, found.reasons, found.symptom,
                       found.patient_reason, found.clears, found.emergency)
