"""Geometry of a group's curves: centiles by day, and how many they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.recovery.cohort.centiles import DayCentiles
from tracker.web.chart_labels import day_ticks
from tracker.web.chart_shapes import BandDay, Frame, limit_path, number, spot_text

WIDTH, HEIGHT = 420, 196
_ALONE = 3.0
"""Half the width of a day without neighbours."""


@dataclass(frozen=True)
class CentileChart:
    """What ``charts/centiles.html`` draws of one symptom. `area` lies between the outer centiles,
    `limit` is the published one; `numbers` stand below the days: how many answered."""

    label: str
    width: int
    height: int
    frame: Frame
    area: str
    middle: str
    limit: str
    x_ticks: tuple[tuple[float, int], ...]
    y_ticks: tuple[tuple[float, int], ...]
    numbers: tuple[tuple[float, int], ...]
    rows: tuple[DayCentiles, ...]
    summary: str


def centile_chart(
    label: str, days: Sequence[DayCentiles], band: Sequence[BandDay], last_day: int
) -> CentileChart:
    """Lay out one symptom; `band` is the published (day, median, limit). Days with too few answers
    are not there, and their neighbours are not joined."""
    frame = Frame(56.0, 10.0, WIDTH - 18.0, HEIGHT - 48.0, max(last_day, 1))
    shown = [one for one in days if one.day <= frame.last_day]
    answered = {one.day: one.of for one in shown}
    ticks = day_ticks(frame)
    return CentileChart(
        label, WIDTH, HEIGHT, frame,
        "".join(_area(frame, run) for run in _runs(shown)),
        "".join(_middle(frame, run) for run in _runs(shown)),
        limit_path(frame, [one for one in band if one[0] <= frame.last_day]),
        tuple((frame.x(day), day) for day in ticks),
        tuple((frame.y(score), score) for score in (0, 5, 10)),
        tuple((frame.x(day), answered[day]) for day in ticks if day in answered),
        tuple(shown), _summary(label, shown),
    )  # fmt: skip


def _runs(days: Sequence[DayCentiles]) -> Iterator[list[DayCentiles]]:
    """Days that follow each other."""
    run: list[DayCentiles] = []
    for one in days:
        if run and one.day != run[-1].day + 1:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _area(frame: Frame, run: Sequence[DayCentiles]) -> str:
    if len(run) == 1:
        x, low, high = frame.x(run[0].day), frame.y(run[0].low), frame.y(run[0].high)
        return (f"M{number(round(x - _ALONE, 1))} {number(low)}V{number(high)}"
                f"H{number(round(x + _ALONE, 1))}V{number(low)}z")
    upper = [spot_text((frame.x(one.day), frame.y(one.high))) for one in run]
    lower = [spot_text((frame.x(one.day), frame.y(one.low))) for one in reversed(run)]
    return f"M{'L'.join([*upper, *lower])}z"


def _middle(frame: Frame, run: Sequence[DayCentiles]) -> str:
    spots = [spot_text((frame.x(one.day), frame.y(one.middle))) for one in run]
    if len(run) > 1:
        return f"M{'L'.join(spots)}"
    return f"M{number(round(frame.x(run[0].day) - _ALONE, 1))} {spots[0].split()[1]}h{2 * _ALONE:g}"


def _summary(label: str, days: Sequence[DayCentiles]) -> str:
    """The chart in words, at some days."""
    told = [one for one in days if one.day in (0, 1, 3, 7, 14)] or days[-1:]
    parts = [f"day {one.day}: half at most {one.middle}, 9 of 10 at most {one.high}"
             for one in told]
    return f"{label} of the group. " + "; ".join(parts).capitalize() + "."
