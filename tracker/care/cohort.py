"""What a clinic's recoveries show together, and the timeline that they would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import yaml
from sqlalchemy.orm import Session

from tracker.care.cohort_batches import Reader
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.cohort.answering import WEEKS
from tracker.recovery.cohort.burden import (
    Burden,
    Precision,
    Told,
    burden,
    complications,
    precisions,
    unlike_normal,
)
from tracker.recovery.cohort.centiles import LEAST, DayCentiles, day_centiles
from tracker.recovery.cohort.choosing import Choices, Chosen, Option
from tracker.recovery.cohort.proportions import Share, wilson
from tracker.recovery.cohort.proposing import Moved, moved_courses, proposed
from tracker.recovery.cohort.tally import SYMPTOMS, Tally
from tracker.recovery.cohort.verdicts import Verdict, verdict
from tracker.recovery.cohort.waiting import Waiting
from tracker.recovery.course import Doubles
from tracker.recovery.timeline import file_data, load_timeline, read_text
from tracker.store import cohorts, trail


@dataclass(frozen=True)
class Figures:
    """The figures of the chosen recoveries; what rests on fewer than 5 of them is left out.

    `curves` are by symptom, `band` the published one of these recoveries on average (line, core
    symptom, day), `weeks` the answered share by week, `undecided` the alerts of concern and above
    whose outcome says nothing yet, `moved` the courses as the clinic's own answers would make them.
    """

    curves: Mapping[str, tuple[DayCentiles, ...]]
    band: Doubles
    clearing: Waiting
    complications: Sequence[tuple[str, Share]]
    weeks: Sequence[tuple[int, Share]]
    burden: Burden
    undecided: int
    precisions: Sequence[Precision]
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class CohortPage:
    """The choices, what is wrong with them, and the figures where they may be shown.

    `count` is None where so few were chosen, or are left beside them, that they stay hidden.
    """

    offered: Mapping[str, Sequence[Option]]
    asked: Mapping[str, str]
    errors: Mapping[str, str]
    count: int | None
    figures: Figures | None


def look(
    session: Session, viewer: Viewer, asked: Mapping[str, str], *, now: datetime
) -> CohortPage:
    """The chosen recoveries of the viewer's clinic. Leaves its own step behind."""
    choices = Choices(cohorts.groups(session))
    if errors := choices.unknown(asked):
        return CohortPage(choices.offered(), asked, errors, None, None)
    trail.looked(session, viewer, "cohort seen", now, detail=_words(asked))
    count = choices.count(asked)
    figures = None
    if count:
        tally, alerts = _counted(session, choices.chosen(asked), now)
        figures = _figures(tally, alerts, count, now)
    return CohortPage(choices.offered(), asked, {}, count, figures)


def proposed_timeline(
    session: Session, viewer: Viewer, asked: Mapping[str, str], *, now: datetime
) -> tuple[str, str]:
    """The name and text of a timeline file moved towards the chosen recoveries: offered, not used.

    Raises Refused for choices that do not name one kind of treatment, NotFound where nothing
    would move or too few recoveries are there. Leaves its own step behind.
    """
    choices = Choices(cohorts.groups(session))
    errors = choices.unknown(asked)
    chosen = choices.chosen({} if errors else asked)
    if chosen.modality is None:
        errors = {"modality": "Please choose a treatment: each has a timeline of its own.",
                  **errors}
    if errors or chosen.modality is None:
        raise Refused(errors)
    trail.looked(session, viewer, "cohort timeline downloaded", now, detail=_words(asked))
    if not choices.count(asked):
        raise NotFound("cohort")
    tally, _ = _counted(session, chosen, now)
    moved = moved_courses(load_timeline(chosen.modality), tally.differences)
    if not any(one.moves for one in moved):
        raise NotFound("cohort")
    name, stamp = f"{chosen.modality}.yaml", f"own-{now:%Y-%m-%d}"
    text = yaml.safe_dump(proposed(*file_data(chosen.modality), moved, stamp), sort_keys=False,
                          allow_unicode=True, default_flow_style=None, width=100)
    read_text(name, text)
    return name, text


def _counted(session: Session, chosen: Chosen, now: datetime) -> tuple[Tally, list[Told]]:
    tally = Tally(load_timeline(chosen.modality) if chosen.modality else None)
    reader, alerts = Reader(now), list[Told]()
    for chunk in cohorts.chunks(session, chosen):
        tally.add(reader.batch(chunk, unlike_normal(chunk.alerts)))
        alerts += chunk.alerts
    return tally, alerts


def _figures(tally: Tally, alerts: Sequence[Told], count: int, now: datetime) -> Figures:
    told, asked, people = tally.weeks
    curves = {name: day_centiles(counts)
              for name, counts in zip(SYMPTOMS, tally.answers, strict=True)}
    return Figures(
        {name: days for name, days in curves.items() if days}, tally.band(), tally.clearing(),
        complications(alerts, count),
        [(week, wilson(int(told[at]), int(asked[at])))
         for at, week in enumerate(WEEKS) if people[at] >= LEAST],
        burden(alerts, count, now),
        sum(one.level >= 2 and verdict(one.kind, one.outcome) is Verdict.NOTHING
            for one in alerts),
        precisions(alerts),
        moved_courses(tally.line, tally.differences) if tally.line else (),
    )


def _words(asked: Mapping[str, str]) -> str:
    """Which choices were looked at: what allows to see later who compared what."""
    return ", ".join(f"{name} {token}" for name, token in sorted(asked.items()) if token)[:200]
