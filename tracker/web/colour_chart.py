"""Geometry of a colour's course: differences by day around zero, within what a camera gets wrong.

No SQL, no request, as in charts.py: `templates/charts/colour.html` only prints what stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from babel.numbers import format_decimal

from tracker.care.colours import DayReading
from tracker.recovery.colour import ERROR_ANGLE, ERROR_REDNESS
from tracker.recovery.sentence import say
from tracker.web.chart_labels import day_ticks
from tracker.web.chart_shapes import Frame, dots_path, joins, spot_text
from tracker.web.languages import locale, told

Value = tuple[int, float]
WIDTH, HEIGHT = 400, 120


@dataclass(frozen=True, slots=True)
class ColourChart:
    """Everything that one of the two charts shows; rows are (day, difference as text)."""

    key: str
    label: str
    unit: str
    up: str
    down: str
    width: int
    height: int
    frame: Frame
    band: tuple[float, float]
    zero: float
    solid: str
    dotted: str
    dots: str
    now: tuple[float, float, str]
    x_ticks: tuple[tuple[float, int], ...]
    y_ticks: tuple[tuple[float, str], ...]
    rows: tuple[tuple[int, str], ...]
    summary: str


def colour_charts(readings: Sequence[DayReading], last_day: int) -> list[ColourChart]:
    """Redness and darkness by day; none before anything was measured."""
    if not readings:
        return []
    red = [(one.day, one.reading.redness) for one in readings]
    angle = [(one.day, one.reading.angle) for one in readings]
    last = max(7, last_day, red[-1][0])
    return [
        _chart("redness", told(say("Redness in the photos")), "a*",
               (told(say("redder")), told(say("paler"))), red, ERROR_REDNESS, last),
        _chart("tone", told(say("Skin tone in the photos")), "ITA °",
               (told(say("lighter")), told(say("darker"))), angle, ERROR_ANGLE, last),
    ]


def _chart(
    key: str, label: str, unit: str, ways: tuple[str, str], values: Sequence[Value], error: float,
    last: int,
) -> ColourChart:
    frame = Frame(34.0, 10.0, WIDTH - 12.0, HEIGHT - 22.0, last)
    top = 5 * ceil(max(error * 1.5, *(abs(value) for _, value in values)) / 5)
    spots = [(frame.x(day), _height(frame, value, top)) for day, value in values]
    places = [spot_text(spot) for spot in spots]
    solid, dotted = joins([(day, 0) for day, _ in values], places)
    x, y = spots[-1]
    return ColourChart(
        key, label, unit, *ways, WIDTH, HEIGHT, frame,
        (_height(frame, error, top), _height(frame, -error, top)), _height(frame, 0, top),
        solid, dotted, dots_path(places), (x, max(y - 9, 12.0), signed(values[-1][1])),
        tuple((frame.x(day), day) for day in day_ticks(frame)),
        tuple((_height(frame, value, top), signed(value, 0)) for value in (top, 0, -top)),
        tuple((day, signed(value)) for day, value in values),
        _summary(label, unit, ways, values, error),
    )


def _height(frame: Frame, value: float, top: float) -> float:
    """Vertical place of a difference between -top and top."""
    return frame.y(5 + 5 * value / top)


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign; zero has none."""
    rounded = round(value, digits)
    pattern = "+0.0;−0.0" if digits else "+0;−0"
    return str(format_decimal(rounded, format=pattern, locale=locale())) if rounded else "0"


def _summary(
    label: str, unit: str, ways: tuple[str, str], values: Sequence[Value], error: float
) -> str:
    days = ", ".join(told(say("day %(day)s %(value)s", day=day, value=signed(value)))
                     for day, value in values)
    return told(say(
        "%(what)s, treated skin less untreated skin (%(unit)s): %(days)s. Above zero is %(up)s, "
        "below zero %(down)s. Up to %(error)s either way is within the camera's error.",
        what=label, unit=unit, days=days, up=ways[0], down=ways[1], error=error,
    ))
