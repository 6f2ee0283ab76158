"""Words and numbers on a chart, placed where they cover neither answers nor each other."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tracker.recovery.sentence import say
from tracker.web.chart_shapes import BandDay, Dot, Frame, Label, Spot
from tracker.web.languages import told

LABEL_HEIGHT = 14.0
LETTER_WIDTH = 7.4


def day_ticks(frame: Frame) -> range:
    """Days written along the bottom: as many as fit, in steps that people count in."""
    room = max(int((frame.right - frame.left) / 30), 1)
    for step in (1, 2, 7, 14, 28, 56):
        if frame.last_day / step <= room:
            break
    return range(0, frame.last_day + 1, step)


def now_label(frame: Frame, dots: Sequence[Dot], today: int | None) -> Label | None:
    """The newest answer's value beside its dot, on the side its line does not come from."""
    if not dots:
        return None
    dot = dots[-1]
    text = (told(say("today %(score)s", score=dot.score)) if dot.day == today
            else str(dot.score))
    half = len(text) * LETTER_WIDTH / 2
    falling = len(dots) > 1 and dots[-2].score > dot.score
    y = max(dot.y - 11, LABEL_HEIGHT - 2)
    if falling and dot.x + 2 * half + 4 <= frame.right:
        return Label(round(dot.x + 4, 1), round(y, 1), "start", text, dot.flagged)
    x = min(max(dot.x, frame.left + half), frame.right - half)
    if falling:
        y = max(min(y, _height_at(dots[-2], dot, x - half) - 6), LABEL_HEIGHT - 2)
    return Label(round(x, 1), round(y, 1), "middle", text, dot.flagged)


def _height_at(start: Dot, end: Dot, x: float) -> float:
    """Where the line between two answers runs at ``x``."""
    share = (max(x, start.x) - start.x) / max(end.x - start.x, 0.1)
    return start.y + (end.y - start.y) * share


def expected_label(
    frame: Frame, band: Sequence[BandDay], own: Sequence[BandDay], dots: Sequence[Dot],
    now: Label | None,
) -> Label | None:
    """The word "expected" just above the band, as far right as it covers no answer, no number and
    no line of the own limit."""
    if not band:
        return None
    word = told(say("expected"))
    length = len(word) * LETTER_WIDTH
    line, edges = list(_along(dots)), _edge(frame, (*band, *own))
    if now is not None:
        line += [(now.x + step * 7.4, now.y - 5) for step in range(-4, 5)]
    for step in range(8):
        end = frame.x(band[-1][0]) - step * 24
        start = end - length
        if start < frame.left:
            break
        under = [y for x, y in edges if start - 8 <= x <= end + 8]
        y = min(under, default=frame.bottom) - 6
        if y - LABEL_HEIGHT >= 0 and not _crosses(line, start, end, y):
            return Label(round(end, 1), round(y, 1), "end", word)
    return None


def own_label(
    frame: Frame, own: Sequence[BandDay], dots: Sequence[Dot], now: Label | None,
    expected: Label | None,
) -> Label | None:
    """The words at the line of what is expected of the person, where there is room for them."""
    text = told(say("own limit"))
    length = len(text) * LETTER_WIDTH
    taken = list(_along(dots))
    for label in (now, expected):
        if label is not None:
            half = len(label.text) * LETTER_WIDTH / 2
            middle = label.x - {"end": half, "middle": 0.0, "start": -half}[label.anchor]
            taken += [(middle + step * half / 4, label.y - 5) for step in range(-4, 5)]
    edge = _edge(frame, own)
    for end, limit in reversed(edge):
        y = limit - 5
        if end - length < frame.left:
            break
        over = [top for x, top in edge if end - length <= x <= end]
        if (y - LABEL_HEIGHT >= 0 and min(over, default=y) > y
                and not _crosses(taken, end - length, end, y)):
            return Label(round(end, 1), round(y, 1), "end", text)
    return None


def _edge(frame: Frame, band: Sequence[BandDay]) -> list[Spot]:
    """Where the upper limits stand."""
    return [(frame.x(day), frame.y(limit)) for day, _, limit in band]


def _crosses(line: Iterable[Spot], start: float, end: float, baseline: float) -> bool:
    return any(
        start - 6 <= x <= end + 6 and baseline - LABEL_HEIGHT - 2 <= y <= baseline + 6
        for x, y in line
    )


def _along(dots: Sequence[Dot]) -> Iterator[Spot]:
    """Places on the person's line, close enough together to test labels against."""
    for here, there in pairwise(dots):
        for step in range(8):
            share = step / 8
            yield here.x + (there.x - here.x) * share, here.y + (there.y - here.y) * share
    if dots:
        yield dots[-1].x, dots[-1].y
