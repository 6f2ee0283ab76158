"""What a chart is made of: frozen values for the templates, and the paths through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

Point = tuple[int, int]
BandDay = tuple[int, float, float]
Spot = tuple[float, float]

TOP_SCORE = 10


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer on the chart."""

    x: float
    y: float
    radius: float
    day: int
    score: int
    flagged: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A word on the data, with its SVG ``text-anchor``."""

    x: float
    y: float
    anchor: str
    text: str
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the table behind the chart; ``None`` where nothing is known.

    ``limit`` is everybody's, ``own`` the person's.
    """

    day: int
    score: int | None
    median: float | None
    limit: float | None
    flagged: bool
    own: float | None = None


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything that ``charts/curve.html`` draws for one symptom.

    ``hollow`` are the places of what other versions of a day said, ``beside`` is another course.
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
    edge = "L".join(spot_text((frame.x(day), frame.y(limit))) for day, _, limit in band)
    middle = "L".join(spot_text((frame.x(day), frame.y(median))) for day, median, _ in band)
    floor, last = number(frame.bottom), number(frame.x(band[-1][0]))
    return f"M{number(frame.x(band[0][0]))} {floor}L{edge}L{last} {floor}z", f"M{middle}"


def limit_path(frame: Frame, band: Sequence[BandDay]) -> str:
    """The line along the upper limits."""
    edge = "L".join(spot_text((frame.x(day), frame.y(limit))) for day, _, limit in band)
    return f"M{edge}" if edge else ""


def spot_text(spot: Spot) -> str:
    """One place as a path writes it."""
    return f"{spot[0]:g} {spot[1]:g}"


def number(value: float) -> str:
    """A coordinate without needless zeros."""
    return f"{value:g}"
