"""What the alerts of a group were good for, and what work they made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from tracker.recovery.assessment import Level
from tracker.recovery.cohort.centiles import LEAST
from tracker.recovery.cohort.proportions import Share, wilson
from tracker.recovery.cohort.verdicts import Verdict, complication, verdict
from tracker.recovery.cohort.waiting import Waiting, waiting


class Told(NamedTuple):
    """An alert, and what was done with it. Times are aware."""

    recovery_id: str
    kind: str
    level: int
    raised_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class Burden:
    """Alerts of concern and above: how many for 100 recoveries; how many of them somebody took or
    closed, and the hours until then. Both None where fewer than 5 recoveries had one."""

    per_hundred: float
    acted: Share | None
    hours: Waiting | None


@dataclass(frozen=True)
class Precision:
    """How often flags of a kind were right, of those whose outcome says so; `other_kind` of the
    rest were another complication."""

    kind: str
    right: Share
    other_kind: int


def burden(alerts: Sequence[Told], recoveries: int, now: datetime) -> Burden:
    """The work that alerts made. What nobody has taken yet counts as watched until now
    (`waiting`), so that forgotten alerts do not make the median shorter."""
    loud = [one for one in alerts if one.level >= Level.CONCERN]
    per_hundred = 100 * len(loud) / recoveries if recoveries else 0.0
    if len({one.recovery_id for one in loud}) < LEAST:
        return Burden(per_hundred, None, None)
    taken = [min(filter(None, (one.acknowledged_at, one.resolved_at)), default=None)
             for one in loud]
    # What was taken before a graver level of it was raised took no time.
    hours = np.array([max(0.0, ((at or now) - one.raised_at).total_seconds() / 3600)
                      for one, at in zip(loud, taken, strict=True)])
    acted = np.array([at is not None for at in taken])
    return Burden(per_hundred, wilson(int(acted.sum()), len(loud)), waiting(hours, acted))


def complications(alerts: Iterable[Told], recoveries: int) -> list[tuple[str, Share]]:
    """For each kind of complication that an outcome recorded, the share of recoveries with it,
    the commonest first."""
    found = {(one.recovery_id, kind) for one in alerts
             if (kind := complication(one.kind, one.outcome))}
    counts = Counter(kind for _, kind in found)
    return [(kind, wilson(number, recoveries)) for kind, number in counts.most_common()]


def precisions(alerts: Iterable[Told]) -> list[Precision]:
    """For each kind of flag (concern and above) how often it was right.

    All alerts of a kind that were closed together are one illness and count once. Kinds that
    fewer than 5 recoveries tell something of are left out.
    """
    closed = {(one.kind, one.recovery_id, one.resolved_at, one.outcome) for one in alerts
              if one.level >= Level.CONCERN and one.resolved_at is not None}
    told: dict[str, Counter[Verdict]] = {}
    patients: dict[str, set[str]] = {}
    for kind, recovery_id, _, outcome in closed:
        said = verdict(kind, outcome)
        if said is not Verdict.NOTHING:
            told.setdefault(kind, Counter())[said] += 1
            patients.setdefault(kind, set()).add(recovery_id)
    return [Precision(kind, wilson(of[Verdict.RIGHT], of.total()), of[Verdict.OTHER_KIND])
            for kind, of in sorted(told.items(), key=lambda one: (-one[1].total(), one[0]))
            if len(patients[kind]) >= LEAST]


def unlike_normal(alerts: Iterable[Told]) -> set[str]:
    """The recoveries in which something may not have been normal healing: with an alert of
    concern or above, unless its outcome says that all went as expected."""
    return {one.recovery_id for one in alerts if complication(one.kind, one.outcome)
            or (one.level >= Level.CONCERN
                and verdict(one.kind, one.outcome) is not Verdict.WRONG)}
