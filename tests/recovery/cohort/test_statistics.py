"""The cohort's statistics: known answers, and what holds for any data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.recovery.assessment import KINDS
from tracker.recovery.cohort.answering import DAYS, EXPECTED, WEEKS, by_week
from tracker.recovery.cohort.burden import Told, burden, complications, precisions, unlike_normal
from tracker.recovery.cohort.centiles import day_centiles, quantile
from tracker.recovery.cohort.clearing import days_to_clear
from tracker.recovery.cohort.proportions import wilson
from tracker.recovery.cohort.verdicts import OUTCOMES, Verdict, verdict
from tracker.recovery.cohort.waiting import waiting
from tracker.recovery.outcomes import EARLIER
from tracker.recovery.outcomes import OUTCOMES as OFFERED

CALMLY = settings(max_examples=60, deadline=None)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(("count", "of", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
])
def test_the_interval_of_a_share_is_newcombes(
    count: int, of: int, low: float, high: float
) -> None:
    # Newcombe 1998, table I, method 3.
    share = wilson(count, of)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@CALMLY
@given(st.integers(0, 10**9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_lies_within_its_interval_and_mirrors(told: tuple[int, int]) -> None:
    count, of = told
    share, rest = wilson(count, of), wilson(of - count, of)
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.low == pytest.approx(1 - rest.high, abs=1e-9)


FREIREICH = ([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
             [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_median_wait_is_that_of_the_textbooks() -> None:
    # Freireich 1963: 6-MP and placebo, with log-log limits as statistics packages give them.
    drug = waiting(np.array(FREIREICH[0], float), np.array(FREIREICH[1], bool))
    assert (drug.of, drug.reached, drug.median, drug.low, drug.high) == (21, 9, 23, 13, None)
    assert drug.by(10) == pytest.approx(1 - 0.7529, abs=1e-4)
    other = waiting(np.array(PLACEBO, float), np.ones(21, bool))
    assert (other.median, other.low, other.high) == (8, 4, 11)


@CALMLY
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60))
def test_a_wait_goes_up_only_and_its_median_lies_in_its_interval(
    told: list[tuple[int, bool]]
) -> None:
    found = waiting(np.array([t for t, _ in told], float), np.array([r for _, r in told], bool))
    shares = [share for _, share in found.steps]
    assert shares == sorted(shares) and all(0 <= share <= 1 for share in shares)
    if found.median is not None:
        assert found.low is not None and found.low <= found.median
        assert found.high is None or found.median <= found.high
    if all(reached for _, reached in told) and told:
        # Nobody is lost from sight: then it is the plain share.
        assert found.by(20) == pytest.approx(sum(t <= 20 for t, _ in told) / len(told))


@CALMLY
@given(st.lists(st.lists(st.integers(0, 10), max_size=30), min_size=1, max_size=8))
def test_a_centile_is_a_score_that_somebody_gave(days: list[list[int]]) -> None:
    counts = np.array([np.bincount(day, minlength=11) for day in days])
    shown = {told.day: told for told in day_centiles(counts)}
    for day, scores in enumerate(days):
        assert (day in shown) == (len(scores) >= 5)
        if day in shown:
            told = shown[day]
            assert told.of == len(scores)
            assert {told.low, told.middle, told.high} <= set(scores)
            assert told.low <= told.middle <= told.high
            assert sum(s <= told.high for s in scores) >= 0.9 * len(scores)
    assert quantile(np.bincount(range(10), minlength=11), 0.5) == 4


_day = st.tuples(st.integers(0, 6), st.integers(0, 20), st.integers(0, 3), st.integers(0, 3))


@CALMLY
@given(st.lists(_day, max_size=60, unique_by=lambda row: row[:2]))
def test_skin_is_clear_from_the_first_day_that_nothing_worse_follows(
    rows: list[tuple[int, int, int, int]]
) -> None:
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(4)]
    times, reached = days_to_clear(*columns, 7)
    expected = []
    for number in range(7):
        own = sorted((day, red <= 1 and swollen <= 1) for who, day, red, swollen in rows
                     if who == number)
        if own:
            stays = [day for at, (day, _) in enumerate(own) if all(ok for _, ok in own[at:])]
            expected.append((stays[0], True) if stays else (own[-1][0], False))
    assert list(zip(times, reached, strict=True)) == expected


def test_a_day_that_can_still_be_answered_is_not_missed() -> None:
    answered = np.zeros((2, DAYS), bool)
    answered[0, [0, 1, 23]] = True
    told, asked, people = by_week(answered, np.array([23, 2]))
    assert dict(zip(WEEKS, asked, strict=True)) == {1: 9, 2: 7, 3: 1, 4: 1, 5: 0, 7: 0}
    # The question of day 21 stays open until day 28: the answer on day 23 counts.
    assert dict(zip(WEEKS, told, strict=True)) == {1: 2, 2: 0, 3: 0, 4: 1, 5: 0, 7: 0}
    assert list(people) == [2, 1, 1, 1, 0, 0]
    assert (*range(15), 21, 28, 42) == EXPECTED


def test_every_outcome_that_is_offered_has_a_sense() -> None:
    assert {*OFFERED, *EARLIER} == set(OUTCOMES)
    assert {said.kind for said in OUTCOMES.values()} <= {*KINDS, ""}
    assert verdict("infection", "infection_suspected") is Verdict.RIGHT
    assert verdict("infection", "herpes") is Verdict.OTHER_KIND
    assert verdict("pih", "confirmed") is Verdict.RIGHT
    assert verdict("pih", "expected_healing") is Verdict.WRONG
    for silent in ("referred", "other", "", "never heard of"):
        assert verdict("pih", silent) is Verdict.NOTHING


def alert(recovery: str, outcome: str = "", *, kind: str = "infection", level: int = 2,
          taken: float | None = None) -> Told:
    raised = NOW - timedelta(hours=10)
    closed = NOW if outcome else None
    return Told(recovery, kind, level, raised,
                None if taken is None else raised + timedelta(hours=taken), closed, outcome)


def test_alerts_closed_together_are_one_illness() -> None:
    told = [alert(f"r{n}", "infection_confirmed", level=level) for n in range(4)
            for level in (1, 2, 3)]
    assert precisions(told) == [], "four recoveries are too few"
    told += [alert("r4", "herpes"), alert("r5", "expected_healing"), alert("r6", "referred")]
    (found,) = precisions(told)
    assert (found.kind, found.right.count, found.right.of, found.other_kind) == (
        "infection", 4, 6, 1)
    assert [(kind, share.count, share.of) for kind, share in complications(told, 50)] == [
        ("infection", 4, 50), ("herpes", 1, 50)]
    assert unlike_normal(told) == {"r0", "r1", "r2", "r3", "r4", "r6"}


def test_an_alert_that_nobody_took_makes_the_median_no_shorter() -> None:
    told = [alert(f"r{n}", taken=1) for n in range(4)] + [alert(f"s{n}") for n in range(6)]
    found = burden([*told, alert("w", level=1)], 20, NOW)
    assert found.per_hundred == 50
    assert found.acted is not None and (found.acted.count, found.acted.of) == (4, 10)
    assert found.hours is not None and found.hours.median is None
    few = burden(told[:3], 20, NOW)
    assert (few.per_hundred, few.acted, few.hours) == (15, None, None)
