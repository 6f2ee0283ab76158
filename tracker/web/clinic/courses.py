"""The curves of a recovery as its clinic sees them: with what was changed, and beside another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.care.reading import RecoveryPage
from tracker.recovery.symptoms import CORE, SCALES
from tracker.web.chart_shapes import Curve, Label, Point, Spot, dots_path, joins
from tracker.web.curves import curves

AXIS_DAYS = 42
"""The axis goes no further by itself: six weeks, unless answers came later."""


def courses(page: RecoveryPage, *, small: bool) -> dict[str, Curve]:
    """A curve for each core symptom and each other that was answered; `small` as `curves`."""
    answered = {name for e in page.recovery.entries for name in e.scores}
    shown = [name for name in SCALES if name in CORE or name in answered]
    flagged = [(alert.symptom, alert.day) for episode in page.episodes for alert in episode.alerts]
    last = max([14, min(page.day, AXIS_DAYS), *(entry.day for entry in page.recovery.entries)])
    size = {"width": 400, "height": 84} if small else {}
    drawn = curves(page.recovery, page.timeline, shown, last, flagged, page.day, small=small,
                   **size)
    versions = _versions(page)
    return {name: _with_others(one, versions.get(name, ()), _beside(page, name))
            for name, one in drawn.items()}


def compared(page: RecoveryPage, name: str) -> str:
    """The newest answer about a symptom against what was expected then."""
    known = [e for e in page.recovery.entries if name in e.scores]
    if not known:
        return "not answered yet"
    most = page.timeline.expected(name, known[-1].day, page.recovery).most
    score = known[-1].scores[name]
    return f"{score} · as expected" if score <= most else f"{score} · expected ≤ {most}"


def limits(page: RecoveryPage) -> dict[int, dict[str, int]]:
    """The highest score that is expected of each core symptom, on every day with an entry."""
    days = {entry.day for entry in page.versions}
    bands = {name: page.timeline.expected_until(name, max(days, default=0), page.recovery)
             for name in CORE}
    return {day: {name: band[day].most for name, band in bands.items()} for day in days}


def _versions(page: RecoveryPage) -> dict[str, list[Point]]:
    """For each symptom what every version says of the days that have more than one."""
    days = {entry.day for entry in page.versions if not entry.current}
    told: dict[str, list[Point]] = {}
    for entry in page.versions:
        if entry.day in days:
            for name, score in entry.answers.items():
                told.setdefault(name, []).append((entry.day, score))
    return told


def _beside(page: RecoveryPage, name: str) -> list[Point]:
    if page.beside is None:
        return []
    return [(e.day, e.scores[name]) for e in page.beside.recovery.entries if name in e.scores]


def _with_others(chart: Curve, versions: Sequence[Point], beside: Sequence[Point]) -> Curve:
    """The same chart with what other versions said as hollow dots, and another course as a line."""
    if not versions and not beside:
        return chart
    frame, last = chart.frame, chart.frame.last_day
    drawn = {(dot.day, dot.score) for dot in chart.dots}
    hollow = sorted({point for point in versions if point[0] <= last} - drawn)
    other = sorted(point for point in beside if point[0] <= last)
    places = [frame.spot(day, score) for day, score in other]
    solid, dotted = joins(other, places)
    said = [chart.summary]
    if hollow:
        said.append("Another version said: "
                    + ", ".join(f"{score} on day {day}" for day, score in hollow) + ".")
    if other:
        said.append("The other treatment: "
                    + ", ".join(f"{score} on day {day}" for day, score in other) + ".")
    spots = tuple((frame.x(day), frame.y(score)) for day, score in hollow)
    return replace(
        chart, hollow=spots, now=_clear_of(spots, chart),
        beside=solid, beside_gap=dotted, beside_dots=dots_path(places),
        summary=" ".join(said),
    )


def _clear_of(hollow: Sequence[Spot], chart: Curve) -> Label | None:
    """The newest answer's number, right of its dot where a hollow one stands above it."""
    if chart.now is None or not chart.dots:
        return chart.now
    newest = chart.dots[-1]
    if all(x != newest.x or y > newest.y for x, y in hollow):
        return chart.now
    return chart.now._replace(x=newest.x + 8, y=newest.y + 5, anchor="start")
