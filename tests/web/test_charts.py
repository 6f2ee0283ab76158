"""Charts: what a person's days look like, in numbers and in words."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.web.charts import Curve, curve, sparkline

BAND = [(0, 5.0, 8.0), (1, 3.0, 6.0), (2, 2.0, 5.0), (3, 1.0, 4.0)] + [
    (day, 0.0, 3.0) for day in range(4, 15)
]
HEALING = [(0, 5), (1, 4), (2, 3), (3, 2)]
WORSE = [*HEALING, (4, 7)]


def drawn(points: list[tuple[int, int]], flagged: frozenset[int] = frozenset()) -> Curve:
    return curve("Redness", points, BAND, 14, flagged, today=4)


def test_consecutive_days_are_joined_by_a_solid_line() -> None:
    chart = drawn(HEALING)
    assert chart.solid.count("L") == 3
    assert chart.dotted == ""


def test_a_missed_day_is_a_dotted_join_and_never_a_solid_one() -> None:
    chart = drawn([(0, 5), (1, 4), (4, 3), (5, 2)])
    assert chart.dotted.count("M") == chart.dotted.count("L") == 1
    assert chart.solid.count("M") == chart.solid.count("L") == 2


def test_the_flagged_point_is_drawn_apart() -> None:
    chart = drawn(WORSE, frozenset({4}))
    assert [dot.flagged for dot in chart.dots] == [False, False, False, False, True]
    newest = chart.dots[-1]
    assert chart.calm.count("M") == 4
    assert chart.loud == f"M{newest.x:g} {newest.y:g}h0"


def test_the_newest_answer_is_labelled_on_the_data() -> None:
    assert (now := drawn(WORSE).now) is not None and now.text == "today 7"
    assert (now := drawn(HEALING).now) is not None and now.text == "2"


def test_the_axis_is_the_same_whatever_the_answers_are() -> None:
    assert drawn([(0, 1)]).y_ticks == drawn([(0, 10)]).y_ticks
    assert [score for _, score in drawn([]).y_ticks] == [0, 5, 10]


def test_the_summary_says_the_course_the_expectation_and_the_flag() -> None:
    assert drawn(WORSE, frozenset({4})).summary == (
        "Redness by day: 5, 4, 3, 2, 7. Expected at most 3 on day 4. Flagged on day 4."
    )
    assert drawn([(1, 4), (5, 2)]).summary.startswith("Redness by day: missed, 4, 3 days missed, 2")


def test_the_first_day_without_an_answer_still_shows_what_is_expected() -> None:
    chart = drawn([])
    assert chart.band and chart.median and chart.expected
    assert (chart.dots, chart.now, chart.rows) == ((), None, ())
    assert chart.summary == "Redness: no answers yet."


def test_a_symptom_without_expectation_still_shows_the_answers() -> None:
    chart = curve("Bumps", HEALING, [], 14, frozenset(), None)
    assert len(chart.dots) == 4
    assert (chart.band, chart.median, chart.expected) == ("", "", None)


def test_the_table_holds_every_day_up_to_the_newest_with_missed_ones_empty() -> None:
    rows = drawn([(0, 5), (2, 3)], frozenset({2})).rows
    assert [(row.day, row.score, row.limit, row.flagged) for row in rows] == [
        (0, 5, 8.0, False), (1, None, 6.0, False), (2, 3, 5.0, True),
    ]  # fmt: skip


def test_days_beyond_the_chart_are_left_out() -> None:
    assert [dot.day for dot in drawn([(13, 1), (14, 1), (15, 9)]).dots] == [13, 14]


def test_the_word_expected_does_not_cover_the_persons_line() -> None:
    chart = curve("Redness", [(day, 4) for day in range(8)], BAND, 7, frozenset(), 7)
    if chart.expected is not None:
        assert abs(chart.expected.y - chart.frame.y(4)) > 4


def test_a_sparkline_splits_calm_and_flagged_points() -> None:
    spark = sparkline(WORSE, BAND, flagged_days=frozenset({4}))
    assert spark.dots.count("M") == 4
    assert spark.flags.count("M") == 1
    assert spark.summary == "5, 4, 3, 2, 7"


def test_a_sparkline_dots_the_days_without_an_answer() -> None:
    spark = sparkline([(0, 5), (3, 4)], BAND)
    assert (spark.solid, spark.dotted.count("L")) == ("", 1)


def test_a_sparkline_can_be_drawn_from_stored_json() -> None:
    stored_points = [list(point) for point in WORSE]
    stored_band = [list(day) for day in BAND]
    assert sparkline(stored_points, stored_band) == sparkline(WORSE, BAND)  # type: ignore[arg-type]


def test_fifty_sparklines_cost_a_request_next_to_nothing() -> None:
    points = [(day, day % 11) for day in range(15)]
    best = min(_seconds_for_fifty(points) for _ in range(5))
    assert best < 0.025


def _seconds_for_fifty(points: list[tuple[int, int]]) -> float:
    start = time.perf_counter()
    for _ in range(50):
        sparkline(points, BAND, 14, frozenset({4}))
    return time.perf_counter() - start


ANSWERS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 10)), max_size=60)
BANDS = st.lists(
    st.tuples(st.integers(0, 120), st.floats(0, 10), st.floats(0, 10)),
    max_size=40,
    unique_by=lambda day: day[0],
)


@given(ANSWERS, BANDS, st.integers(0, 120), st.frozensets(st.integers(0, 120)))
def test_whatever_is_answered_stays_inside_the_picture(
    points: list[tuple[int, int]],
    band: list[tuple[int, float, float]],
    last_day: int,
    flagged: frozenset[int],
) -> None:
    chart = curve("Itching", points, band, last_day, flagged, today=last_day)
    paths = (chart.band, chart.median, chart.solid, chart.dotted)
    spots = [spot for path in paths for spot in _spots(path)]
    spots += [(dot.x, dot.y) for dot in chart.dots]
    spots += [(label.x, label.y) for label in (chart.now, chart.expected) if label]
    assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in spots)


@given(ANSWERS, BANDS, st.integers(1, 120))
def test_each_pair_of_neighbouring_answers_is_joined_exactly_once(
    points: list[tuple[int, int]], band: list[tuple[int, float, float]], last_day: int
) -> None:
    spark = sparkline(points, band, last_day)
    days = {day for day, _ in points if day <= last_day}
    assert spark.solid.count("L") + spark.dotted.count("L") == max(len(days) - 1, 0)
    assert spark.solid.count("L") == sum(day + 1 in days for day in days)


@pytest.mark.parametrize("last_day", [7, 14, 28, 60, 180])
def test_day_numbers_on_the_axis_never_touch(last_day: int) -> None:
    places = [x for x, _ in curve("Redness", [], BAND, last_day).x_ticks]
    gaps = [later - earlier for earlier, later in pairwise(places)]
    assert min(gaps) >= 24


def _spots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_the_own_limit_is_a_line_with_its_word_and_a_column() -> None:
    own = [(day, 1, 6 - day if day < 4 else 2) for day in range(15)]
    chart = curve("Redness", HEALING, BAND, 14, own=own)
    assert chart.own.startswith("M")
    assert chart.own_word is not None and chart.own_word.text == "own limit"
    assert [row.own for row in chart.rows] == [6, 5, 4, 3, 2][:len(chart.rows)]
    alone = curve("Redness", HEALING, BAND, 14)
    assert (alone.own, alone.own_word) == ("", None)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=15))
def test_no_two_words_on_a_chart_cover_each_other(scores: list[int]) -> None:
    own = [(day, 1, max(1, 7 - day)) for day in range(15)]
    chart = curve("Redness", list(enumerate(scores)), BAND, 14, own=own)
    words = [word for word in (chart.expected, chart.own_word) if word is not None]
    if len(words) == 2:
        left, right = sorted(words, key=lambda word: word.x)
        apart = right.x - len(right.text) * 7 >= left.x
        assert apart or abs(left.y - right.y) >= 12
