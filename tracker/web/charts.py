"""Geometry of the curves and sparklines: numbers in, coordinates and sentences out.

No SQL, no request: the templates in ``templates/charts`` only print what stands here. The axis is
0-10 everywhere, days since treatment run along the bottom, and a missed day is a dotted join.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from tracker.recovery.sentence import say, say_many
from tracker.web.chart_labels import day_ticks, expected_label, now_label, own_label
from tracker.web.chart_shapes import (
    BandDay,
    Curve,
    Dot,
    Frame,
    Label,
    Point,
    Row,
    Spark,
    band_paths,
    dots_path,
    joins,
    limit_path,
)
from tracker.web.languages import told

__all__ = [
    "BandDay",
    "Curve",
    "Dot",
    "Frame",
    "Label",
    "Point",
    "Row",
    "Spark",
    "curve",
    "sparkline",
]

SPARK_WIDTH, SPARK_HEIGHT = 148, 36
AXIS_HEIGHT = 22.0


def curve(
    symptom_label: str,
    points: Sequence[Point],
    band: Sequence[BandDay],
    last_day: int,
    flagged_days: frozenset[int] = frozenset(),
    today: int | None = None,
    own: Sequence[BandDay] = (),
    width: int = 358,
    height: int = 200,
    small: bool = False,
    axis: bool = True,
) -> Curve:
    """Lay out one symptom's course against what is expected.

    ``points`` are (day, score); ``band`` is everybody's (day, median, limit) and ``own`` this
    person's; all are cut at ``last_day``. A ``small`` one among many has no words at its lines and
    no table behind it: the page says both once for all. Without an ``axis`` the days are written
    below another one.
    """
    frame = _frame(width, height, max(last_day, 1), axis=axis)
    shown = _shown(points, frame.last_day)
    expected_days, own_days = _inside(band, frame), _inside(own, frame)
    dots = tuple(Dot(frame.columns[day], frame.heights[score], day, score, day in flagged_days)
                 for day, score in shown)
    places = [frame.spot(day, score) for day, score in shown]
    solid, dotted = joins(shown, places)
    calm, loud = _dot_paths(shown, places, flagged_days)
    now = now_label(frame, dots, today)
    area, median = band_paths(frame, expected_days)
    expected = None if small else expected_label(frame, expected_days, own_days, dots, now)
    own_word = None if small else own_label(frame, own_days, dots, now, expected)
    return Curve(
        told(symptom_label), width, height, frame, area, median, limit_path(frame, own_days),
        solid, dotted, dots, calm, loud, now, expected, own_word,
        tuple((frame.columns[day], day) for day in day_ticks(frame)) if axis else (),
        tuple((frame.heights[score], score) for score in (0, 5, 10)),
        () if small else _rows(shown, expected_days, flagged_days, own_days),
        _summary(symptom_label, shown, expected_days, flagged_days),
    )  # fmt: skip


def sparkline(
    points: Sequence[Point],
    band: Sequence[BandDay],
    last_day: int = 14,
    flagged_days: frozenset[int] = frozenset(),
) -> Spark:
    """Lay out a curve for a table row."""
    last_day = max(last_day, 1)
    frame = _spark_frame(last_day)
    area, median = band_paths(frame, _inside(band, frame))
    shown = _shown(points, last_day)
    places = [frame.spot(day, score) for day, score in shown]
    solid, dotted = joins(shown, places)
    text = _days_in_words(shown) or told(say("No answers yet"))
    return Spark(area, median, solid, dotted, *_dot_paths(shown, places, flagged_days), text)


def _dot_paths(
    points: Sequence[Point], places: Sequence[str], flagged_days: frozenset[int]
) -> tuple[str, str]:
    """The dots without and with a flag."""
    calm: list[str] = []
    loud: list[str] = []
    for (day, _), place in zip(points, places, strict=True):
        (loud if day in flagged_days else calm).append(place)
    return dots_path(calm), dots_path(loud)


def _shown(points: Iterable[Point], last_day: int) -> list[Point]:
    """One answer a day (the last given wins), in order, within the chart's days."""
    return sorted({day: score for day, score in points if 0 <= day <= last_day}.items())


def _inside(band: Sequence[BandDay], frame: Frame) -> tuple[BandDay, ...]:
    last = frame.last_day
    return tuple(sorted((day, mid, limit) for day, mid, limit in band if 0 <= day <= last))


@lru_cache(maxsize=256)
def _frame(width: int, height: int, last_day: int, *, axis: bool) -> Frame:
    """Remembered, as the next is, with the places that it has worked out."""
    return Frame(28.0, 12.0, width - 10.0, height - (AXIS_HEIGHT if axis else 6.0), last_day)


@lru_cache(maxsize=256)
def _spark_frame(last_day: int) -> Frame:
    return Frame(4, 4, SPARK_WIDTH - 4, SPARK_HEIGHT - 4, last_day)


def _rows(
    points: Sequence[Point], band: Sequence[BandDay], flagged_days: frozenset[int],
    own: Sequence[BandDay],
) -> tuple[Row, ...]:
    """Every day up to the newest answer, with what was expected then."""
    if not points:
        return ()
    scores = dict(points)
    medians = {day: median for day, median, _ in band}
    limits = {day: limit for day, _, limit in band}
    owns = {day: limit for day, _, limit in own}
    return tuple(
        Row(day, scores.get(day), medians.get(day), limits.get(day), day in flagged_days,
            owns.get(day))
        for day in range(points[-1][0] + 1)
    )


def _days_in_words(points: Sequence[Point]) -> str:
    """Scores from day 0 to the newest answer ("5, 4, missed, 2"); runs of missed days counted."""
    words: list[str] = []
    next_day = 0
    for day, score in points:
        missed = day - next_day
        if missed:
            words.append(told(say_many("missed", "%(num)s days missed", missed)))
        words.append(str(score))
        next_day = day + 1
    return ", ".join(words)


def _summary(
    label: str,
    points: Sequence[Point],
    band: Sequence[BandDay],
    flagged_days: frozenset[int],
) -> str:
    """The chart in one or two sentences, for those who do not see it."""
    if not points:
        return told(say("%(what)s: no answers yet.", what=label))
    parts = [say("%(what)s by day: %(days)s.", what=label, days=_days_in_words(points))]
    newest = points[-1][0]
    for day, _, limit in band:
        if day == newest:
            parts.append(say("Expected at most %(limit)s on day %(day)s.", limit=limit, day=day))
    marked = ", ".join(str(day) for day, _ in points if day in flagged_days)
    if marked:
        parts.append(say("Flagged on day %(days)s.", days=marked))
    return " ".join(map(told, parts))
