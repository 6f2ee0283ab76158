"""Judging a recovery: the one function that web, API, worker and command line all ask.

1. Signs of danger act at once, whatever the statistics say (`danger`).
2. Answers are taken in the order in which they were sent; the newest about a day counts. Each day
   that is new or changed is looked at with all days before it, and none after (`evidence`).
3. Each look weighs the complications against normal healing and its mishaps. Where the odds pass
   the limit that belongs to the accepted number of false alerts, the likeliest kind is flagged:
   once at each level it reaches, on the day on which enough was known (`findings`).
4. What somebody should hear of by telephone stands in the clinic's list at least; blisters are a
   concern (`calling`).
5. Each flag says in words and figures what it rests on (`explaining`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.recovery.assessment import Assessment, Flag, Level
from tracker.recovery.calling import Call, worth_a_call
from tracker.recovery.course import Timeline
from tracker.recovery.danger import Danger, dangers
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.limits import URGENT_MARGIN, WATCH_MARGIN, limits_for
from tracker.recovery.explaining import explain, explain_call, explain_danger
from tracker.recovery.findings import Finding, findings
from tracker.recovery.treatment import Recovery

FALSE_ALERTS = (0.5, 20.0)
DEFAULT_FALSE_ALERTS = 3.0
Evidence = tuple[int, Danger | Finding | Call]


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
    limit = limits_for(recovery.fitzpatrick).at(false_alerts)
    reached: dict[str, Level] = {}
    open_again = dict(settled or {})
    flags: list[Flag] = []
    for sent, evidence in _in_order(recovery, timeline, limit - WATCH_MARGIN):
        for kind in [kind for kind, day in open_again.items() if sent > day]:
            reached.pop(kind, None)
            del open_again[kind]
        if isinstance(evidence, Danger):
            if reached.get(evidence.kind, Level.NONE) < Level.URGENT:
                reached[evidence.kind] = Level.URGENT
                flags.append(explain_danger(evidence, sent))
            continue
        if isinstance(evidence, Call):
            if reached.get(evidence.kind, Level.NONE) < evidence.level:
                reached[evidence.kind] = evidence.level
                flags.append(explain_call(evidence, sent))
            continue
        for kind, level in _passing(evidence, limit, reached):
            reached[kind] = level
            flags.append(explain(evidence, kind, level, recovery, timeline))
    return Assessment(tuple(flags), f"{timeline.modality} {timeline.version}")


def _in_order(recovery: Recovery, timeline: Timeline, floor: float) -> list[Evidence]:
    """All evidence by the day of sending: signs of danger first, what is worth a call last."""
    found: list[Evidence] = [
        (entry.submitted, danger) for entry in _with_signs(recovery)
        for danger in dangers(recovery, entry, timeline)]
    found += [(one.sent, one) for one in findings(recovery, timeline, floor=floor)]
    found += [(entry.submitted, call) for entry in recovery.entries
              for call in worth_a_call(entry)]
    return sorted(found, key=lambda evidence: evidence[0])


def _with_signs(recovery: Recovery) -> list[Entry]:
    """The entries in which a sign was told; of several about a day on one day the last counts."""
    if not any(True in entry.signs.values() for entry in recovery.entries):
        return []
    newest = {(entry.submitted, entry.day): entry for entry in recovery.entries}
    return [entry for entry in newest.values() if True in entry.signs.values()]


def _passing(
    finding: Finding, limit: float, reached: Mapping[str, Level]
) -> Iterator[tuple[str, Level]]:
    """The kinds and levels that a finding raises beyond those reached. What asks for the same day
    is weighed only where anything goes so far, which it never exceeds."""
    hasty, kind = finding.hasty_kind, finding.kind
    if (hasty and finding.any >= limit + URGENT_MARGIN
            and reached.get(hasty, Level.NONE) < Level.URGENT
            and finding.hasty >= limit + URGENT_MARGIN):
        yield hasty, Level.URGENT
    known = reached.get(kind, Level.NONE)
    if known < Level.CONCERN and finding.any >= limit:
        yield kind, Level.CONCERN
    elif known < Level.WATCH:
        yield kind, Level.WATCH
