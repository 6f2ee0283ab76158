"""What a chart is made of: frozen values for the templates, and the paths through them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

Point = tuple[int, int]
BandDay = tuple[int, float, float]
Spot = tuple[float, float]

TOP_SCORE = 10


class Dot(NamedTuple):
    """One answer on the chart."""

    x: float
    y: float
    day: int
    score: int
    flagged: bool


class Label(NamedTuple):
    """A word on the data, with its SVG ``text-anchor``."""

    x: float
    y: float
    anchor: str
    text: str
    flagged: bool = False


class Row(NamedTuple):
    """One day of the table behind the chart; ``None`` where nothing is known.

    ``limit`` is everybody's, ``own`` the person's.
    """

    day: int
    score: int | None
    median: float | None
    limit: float | None
    flagged: bool
    own: float | None = None


@dataclass(frozen=True)
class Frame:
    """Where the plot stands inside the picture, and how days and scores map onto it."""

    left: float
    top: float
    right: float
    bottom: float
    last_day: int

    def x(self, day: float) -> float:
        """Horizontal place of a day, kept inside the frame."""
        share = min(max(day / self.last_day, 0.0), 1.0)
        return round(self.left + (self.right - self.left) * share, 1)

    def y(self, score: float) -> float:
        """Vertical place of a score, kept inside 0-10."""
        share = min(max(score / TOP_SCORE, 0.0), 1.0)
        return round(self.bottom - (self.bottom - self.top) * share, 1)

    @cached_property
    def columns(self) -> tuple[float, ...]:
        """The horizontal place of each day."""
        return tuple(self.x(day) for day in range(self.last_day + 1))

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """The vertical place of each whole score."""
        return tuple(self.y(score) for score in range(TOP_SCORE + 1))

    @cached_property
    def across(self) -> tuple[str, ...]:
        """The horizontal place of each day, as a path writes it."""
        return tuple(map(number, self.columns))

    @cached_property
    def down(self) -> tuple[str, ...]:
        """The vertical place of each whole score, as a path writes it."""
        return tuple(map(number, self.heights))

    def spot(self, day: int, score: float) -> str:
        """The place of a score on a day, as a path writes it."""
        whole = int(score)
        down = self.down[whole] if whole == score else number(self.y(score))
        return f"{self.across[day]} {down}"


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything that ``charts/curve.html`` draws for one symptom.

    ``calm`` and ``loud`` are the dots as paths, those with a flag apart. ``hollow`` are the places
    of what other versions of a day said, ``beside`` is another course.
    """

    label: str
    width: int
    height: int
    frame: Frame
    band: str
    median: str
    own: str
    solid: str
    dotted: str
    dots: tuple[Dot, ...]
    calm: str
    loud: str
    now: Label | None
    expected: Label | None
    own_word: Label | None
    x_ticks: tuple[tuple[float, int], ...]
    y_ticks: tuple[tuple[float, int], ...]
    rows: tuple[Row, ...]
    summary: str
    hollow: tuple[Spot, ...] = ()
    beside: str = ""
    beside_gap: str = ""
    beside_dots: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A curve small enough for a table row; dots are zero-length strokes to stay short."""

    band: str
    median: str
    solid: str
    dotted: str
    dots: str
    flags: str
    summary: str


def dots_path(places: Iterable[str]) -> str:
    """Dots of one kind as one path: strokes of no length with round ends, whose width says how
    large. A page of curves holds hundreds, and a circle is five times as long."""
    return "".join(f"M{place}h0" for place in places)


def joins(points: Sequence[Point], places: Sequence[str]) -> tuple[str, str]:
    """Solid path through consecutive days, dotted path over missed ones."""
    solid: list[str] = []
    dotted: list[str] = []
    pen_at = -1
    for i in range(1, len(points)):
        if points[i][0] - points[i - 1][0] > 1:
            dotted.append(f"M{places[i - 1]}L{places[i]}")
            continue
        if pen_at != i - 1:
            solid.append(f"M{places[i - 1]}")
        solid.append(f"L{places[i]}")
        pen_at = i
    return "".join(solid), "".join(dotted)


@lru_cache(maxsize=1024)
def band_paths(frame: Frame, band: tuple[BandDay, ...]) -> tuple[str, str]:
    """The filled area from 0 up to the limit, and the line of the median.

    Remembered, because the same treatment has the same band.
    """
    if not band:
        return "", ""
    edge = "L".join(frame.spot(day, limit) for day, _, limit in band)
    middle = "L".join(frame.spot(day, median) for day, median, _ in band)
    floor, first, last = number(frame.bottom), frame.across[band[0][0]], frame.across[band[-1][0]]
    return f"M{first} {floor}L{edge}L{last} {floor}z", f"M{middle}"


def limit_path(frame: Frame, band: Sequence[BandDay]) -> str:
    """The line along the upper limits."""
    edge = "L".join(frame.spot(day, limit) for day, _, limit in band)
    return f"M{edge}" if edge else ""


def spot_text(spot: Spot) -> str:
    """One place as a path writes it."""
    return f"{spot[0]:g} {spot[1]:g}"


def number(value: float) -> str:
    """A coordinate without needless zeros."""
    return f"{value:g}"
