"""A clinic's own answers move the published band as far as they must, and no further."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.recovery.cohort.answering import DAYS
from tracker.recovery.cohort.proposing import moved_courses, proposed
from tracker.recovery.cohort.shrinking import (
    FEW,
    LEAST_WEIGHT,
    LIMIT,
    MEDIAN,
    SIZES,
    Quantile,
    moves,
)
from tracker.recovery.cohort.tally import SYMPTOMS, Batch, Tally, Treated
from tracker.recovery.symptoms import CORE
from tracker.recovery.timeline import (
    Timeline,
    all_timelines,
    file_data,
    load_timeline,
    read_text,
)

PEN = load_timeline("pen")


def day_of(differences: list[float]) -> np.ndarray:
    counts = np.zeros(len(SIZES), np.int64)
    for one in differences:
        counts[round((one + 10) * 10)] += 1
    return counts


def test_a_shift_that_all_days_share_is_shrunken_by_the_prior_weight_alone() -> None:
    # 180 people a day answer exactly 2 above: chance cannot do that.
    counts = np.array([day_of([2.0] * 90 + [2.1] * 90)] * 6)
    told = moves(counts, MEDIAN)
    assert told.weight == LEAST_WEIGHT
    # 2.0, of which rounding explains half a point; n / (n + 20) of it.
    assert told.points == pytest.approx([1.5 * 180 / 200] * 6)


def test_what_chance_explains_moves_nothing() -> None:
    chance = np.random.default_rng(0)
    days = np.clip(chance.normal(0, 3, (20, 60)).round(1), -10, 10)
    told = moves(np.array([day_of(list(day)) for day in days]), MEDIAN)
    assert max(abs(np.median(days, axis=1))) > 1, "the days' own medians do scatter"
    assert told.weight == np.inf and not told.points.any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-100, 100).map(lambda n: n / 10), max_size=90),
                min_size=1, max_size=5), st.sampled_from([MEDIAN, LIMIT]))
def test_a_move_never_goes_beyond_the_own_answers(days: list[list[float]], line: Quantile) -> None:
    told = moves(np.array([day_of(one) for one in days]), line)
    for own, points in zip(days, told.points, strict=True):
        if len(own) < FEW:
            assert points == 0
        else:
            assert min(min(own), 0) <= points <= max(max(own), 0) and abs(points) <= 2


def batch(scores: dict[str, int], count: int, days: int = 8) -> Batch:
    """So many recoveries that all answer the same every day."""
    treated = [Treated(1.5, 3, ("face",), None)] * count
    told = np.full((count * days, len(SYMPTOMS)), -1, np.int64)
    for name, score in scores.items():
        told[:, SYMPTOMS.index(name)] = score
    return Batch(treated, np.full(count, days), np.ones(count, bool),
                 np.repeat(np.arange(count), days), np.tile(np.arange(days), count), told)


CALM = {"redness": 0, "swelling": 0, "itching": 0, "bleeding": 0}


def test_a_slow_clinic_gets_higher_lines_at_its_own_depth_alone() -> None:
    tally = Tally(PEN)
    tally.add(batch({**CALM, "redness": 6}, 60))
    moved = {(one.symptom, one.depth_mm): one for one in moved_courses(PEN, tally.differences)}
    assert set(moved) == {(name, 1.5) for name in CORE}
    day7 = next(c for c in moved["redness", 1.5].days if c.day == 7)
    assert day7.of == 60 and day7.limit[1] > day7.limit[0] and day7.median[1] > 0
    told = proposed(*file_data("pen"), tuple(moved.values()), "own-2026-11-30")
    made = read_text("pen.yaml", yaml.safe_dump(told, sort_keys=False))
    assert made.version == PEN.version + "+own-2026-11-30"
    deep, own = (line.courses["redness"][-1] for line in (PEN, made))
    assert deep == own, "what was not treated stays as published"
    assert load_timeline("pen").courses["redness"][2].limits[7] == day7.limit[0]


def test_a_limit_never_falls_below_its_median() -> None:
    differences = np.zeros((2, len(CORE), 5, DAYS, len(SIZES)), np.int64)
    differences[0, 0, 2, 7], differences[1, 0, 2, 7] = day_of([6.0] * 99), day_of([-6.0] * 99)
    (moved,) = moved_courses(PEN, differences)
    assert [(day.day, day.median[1], day.limit[1]) for day in moved.days] == [(7, 2.0, 2.0)]


@pytest.mark.parametrize("line", all_timelines(), ids=lambda line: line.modality)
@given(scores=st.fixed_dictionaries({name: st.integers(0, 10) for name in CORE}))
@settings(max_examples=10, deadline=None)
def test_whatever_was_answered_the_proposal_is_a_timeline(
    line: Timeline, scores: dict[str, int]
) -> None:
    tally = Tally(line)
    tally.add(batch(scores, 45, days=15))
    moved = moved_courses(line, tally.differences)
    told = proposed(*file_data(line.modality), moved, "own")
    assert read_text("own.yaml", yaml.safe_dump(told)).modality == line.modality


def test_counting_in_batches_is_counting_at_once() -> None:
    whole, parts = Tally(PEN), Tally(PEN)
    whole.add(batch({**CALM, "redness": 3}, 10))
    for _ in range(2):
        parts.add(batch({**CALM, "redness": 3}, 5))
    assert (whole.answers == parts.answers).all() and (whole.weeks == parts.weeks).all()
    assert (whole.differences == parts.differences).all()
    assert whole.clearing() == parts.clearing()
    assert np.allclose(whole.band(), parts.band())
