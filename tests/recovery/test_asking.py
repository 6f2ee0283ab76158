"""What is asked for on which day."""

from __future__ import annotations

import pytest

from tracker.recovery.asking import likely_today, pigment_due
from tracker.recovery.entry import Entry


def told(*days: int) -> list[Entry]:
    return [Entry(day, day, {"redness": 0, "dark_patches": 1}, {}) for day in days]


@pytest.mark.parametrize(("day", "answered", "due"), [
    (0, (), 0), (3, (), 0), (3, (1,), None), (7, (0,), 7), (9, (0, 7), None), (13, (0,), 7),
    (13, (0, 8), None), (21, (0, 7, 14), 21), (27, (0, 7, 14), 21), (60, (0, 7, 28), 42),
    (90, (0, 42), None),
])
def test_dark_patches_stay_asked_for_until_the_day_is_answered(
    day: int, answered: tuple[int, ...], due: int | None
) -> None:
    assert pigment_due(day, told(*answered)) == due


def test_flagged_marks_are_asked_for_longer() -> None:
    assert pigment_due(90, told(0, 42), flagged=True) == 84
    assert pigment_due(170, told(0, 42, 84), flagged=True) == 168


def test_an_open_question_comes_first_on_the_next_check_in() -> None:
    likely, _ = likely_today(2, None, 2, [Entry(1, 1, {"redness": 3}, {})])
    assert likely[0] == "dark_patches"
    likely, _ = likely_today(2, None, 2, told(0))
    assert "dark_patches" not in likely


def test_an_answer_about_a_later_day_does_not_count_for_an_earlier_look() -> None:
    assert pigment_due(7, told(0, 14)) == 7
