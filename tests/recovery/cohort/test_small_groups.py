"""Small groups stay hidden, and cannot be reckoned from what is shown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tracker.recovery.cohort.choosing import Choices, Group
from tracker.recovery.cohort.hiding import hidden, with_sums


def test_the_smallest_neighbour_is_hidden_with_a_small_group() -> None:
    counts = with_sums(np.array([40, 3, 9]))
    assert hidden(counts).tolist() == [False, False, True, True]


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 3)),
              elements=st.sampled_from([0, 0, 1, 2, 4, 5, 7, 30])))
def test_no_line_gives_a_small_group_away(table: np.ndarray) -> None:
    counts = with_sums(table)
    hide = hidden(counts)
    assert hide[(counts > 0) & (counts < 5)].all() and not hide[counts == 0].any()
    for axis in range(counts.ndim):
        lines = np.moveaxis(counts, axis, -1).reshape(-1, counts.shape[axis])
        held = np.moveaxis(hide, axis, -1).reshape(-1, counts.shape[axis])
        for line, kept in zip(lines, held, strict=True):
            unknown = line[1:][kept[1:]]
            if not kept[0] and unknown.size:
                assert unknown.size > 1 and unknown.sum() >= 5
            if kept[0]:
                assert unknown.size


def groups(*numbers: tuple[str, int, int]) -> list[Group]:
    return [Group("pen", 1.5, device, 7, "Dr Test", skin, number)
            for device, skin, number in numbers]


def test_a_choice_that_is_too_small_is_not_even_offered() -> None:
    choices = Choices(groups(("Pen A", 2, 30), ("Pen B", 2, 20), ("Pen C", 5, 3)))
    offered = choices.offered()
    # Pen B is hidden with Pen C, which would be what is left; so are both skins.
    assert [one.label for one in offered["device"]] == ["Pen A"]
    assert offered["skin"] == []
    assert choices.count({}) == 53
    token = offered["device"][0].token
    assert choices.count({"device": token}) == 30
    assert choices.count({"skin": "4-6"}) is None
    assert choices.count({"skin": "1-3"}) is None
    assert choices.count({"modality": "rf"}) == 0
    assert choices.chosen({"device": token, "depth": "1.5"}).depth == (1.0, 1.5)


def test_what_cannot_be_chosen_is_named() -> None:
    wrong = Choices([]).unknown({"skin": "7", "colour": "red", "modality": "pen", "device": ""})
    assert set(wrong) == {"skin", "colour"}
    assert Choices([]).count({}) == 0
