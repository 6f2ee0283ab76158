"""Judging a recovery: the one function that web, API, worker and command line all ask.

1. Signs of danger act at once, whatever the statistics say (`danger`).
2. Answers are taken in the order in which they were sent; the newest about a day counts. Each day
   that is new or changed is looked at with all days before it, and none after (`evidence`).
3. Each look weighs the complications against normal healing and its mishaps. Where the odds pass
   the limit that belongs to the accepted number of false alerts, the likeliest kind is flagged:
   once at each level it reaches, on the day on which enough was known (`findings`).
4. Each flag says in words and figures what it rests on (`explaining`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tracker.recovery.assessment import Assessment, Flag, Level
from tracker.recovery.danger import Danger, dangers
from tracker.recovery.evidence.limits import URGENT_MARGIN, WATCH_MARGIN, limits_for
from tracker.recovery.explaining import explain, explain_danger
from tracker.recovery.findings import Finding, findings, newest_entries
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

FALSE_ALERTS = (0.5, 20.0)
DEFAULT_FALSE_ALERTS = 3.0


@dataclass(frozen=True)
class Suspicion:
    """A kind at a level on a day of sending; `flag` puts it into words."""

    sent: int
    kind: str
    level: Level
    flag: Callable[[], Flag]


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
    found = [*_dangerous(recovery, timeline)]
    for finding in findings(recovery, timeline):
        found += _passing(finding, limit, recovery, timeline)
    reached: dict[str, Level] = {}
    open_again = dict(settled or {})
    flags: list[Flag] = []
    for one in sorted(found, key=lambda suspicion: suspicion.sent):
        if one.sent > open_again.get(one.kind, one.sent):
            reached.pop(one.kind, None)
            del open_again[one.kind]
        if one.level > reached.get(one.kind, Level.NONE):
            reached[one.kind] = one.level
            flags.append(one.flag())
    return Assessment(tuple(flags), f"{timeline.modality} {timeline.version}")


def _dangerous(recovery: Recovery, timeline: Timeline) -> Iterator[Suspicion]:
    for entry in newest_entries(recovery.entries):
        for danger in dangers(recovery, entry):
            def flag(danger: Danger = danger, sent: int = entry.submitted) -> Flag:
                return explain_danger(danger, sent)
            yield Suspicion(entry.submitted, danger.kind, Level.URGENT, flag)


def _passing(
    finding: Finding, limit: float, recovery: Recovery, timeline: Timeline
) -> Iterator[Suspicion]:
    def suspicion(kind: str, level: Level) -> Suspicion:
        return Suspicion(finding.sent, kind, level,
                         lambda: explain(finding, kind, level, recovery, timeline))

    if finding.any >= limit:
        if finding.any >= limit + URGENT_MARGIN and finding.hasty >= limit + URGENT_MARGIN:
            yield suspicion(finding.hasty_kind, Level.URGENT)
        yield suspicion(finding.kind, Level.CONCERN)
    elif finding.any >= limit - WATCH_MARGIN:
        yield suspicion(finding.kind, Level.WATCH)
