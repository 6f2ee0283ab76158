"""What becomes of a level that a clinician set, when an entry is judged anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.recovery.assessment import Flag, Level
from tracker.recovery.danger import dangers
from tracker.recovery.entry import Entry
from tracker.recovery.explaining import explain_danger
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery
from tracker.store.alerts import Alert


def _standing(kind: str, known: Sequence[Alert]) -> Alert | None:
    """Of the open alerts of a kind whose level was set by hand, the one of the core's highest."""
    return max((a for a in known if a.kind == kind and a.resolved_at is None
                and a.override_level is not None), key=lambda a: a.level, default=None)


def inherited(flag: Flag, known: Sequence[Alert]) -> dict[str, Any]:
    """The columns of an override that holds for this flag too.

    It stands until the core raises a higher level than there was when it was set.
    """
    standing = _standing(flag.kind, known)
    if standing is None or flag.level > standing.level:
        return {}
    return {"override_level": standing.override_level, "override_reason": standing.override_reason,
            "override_by": standing.override_by, "override_at": standing.override_at}


def dangers_again(
    recovery: Recovery, entry: Entry, timeline: Timeline, known: Sequence[Alert]
) -> Iterator[Flag]:
    """Signs of danger in a new entry whose kind was set lower by hand.

    The core has raised the kind to its highest level already and would say nothing more: the
    clinic must hear of it again. Where the day's own alert tells it, that one rises again, taken by
    nobody.
    """
    for danger in dangers(recovery, entry, timeline):
        standing = _standing(danger.kind, known)
        if standing is None or standing.weight >= Level.URGENT or standing.level < Level.URGENT:
            continue
        told = next((a for a in known if (a.kind, a.level, a.day) == (
            danger.kind, Level.URGENT, entry.submitted)), None)
        if told is None:
            yield explain_danger(danger, entry.submitted)
        else:
            told.override_level = told.acknowledged_at = told.acknowledged_by = None
