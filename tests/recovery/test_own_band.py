"""The band of a person: everybody's at first, then their own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.recovery.courses import recoveries
from tests.recovery.test_assess import PEN, entry, recovery
from tracker.recovery.own_band import own_band
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery


def test_before_any_answer_the_band_is_about_everybodys() -> None:
    nobody = recovery()
    for day in (0, 1, 2, 4, 7):
        own, all_ = own_band(nobody, PEN, "redness", day), PEN.expected("redness", day, nobody)
        assert abs(own.median - all_.median) <= 1
        assert abs(own.limit - all_.limit) <= 2


def test_it_learns_how_a_person_uses_the_scale() -> None:
    low = recovery(entry(0, 3, 1), entry(1, 2, 1), entry(2, 1))
    high = recovery(entry(0, 8, 3, 2), entry(1, 5, 3, 2), entry(2, 3, 2, 2))
    assert own_band(low, PEN, "redness", 3).limit < own_band(high, PEN, "redness", 3).limit


def test_a_sudden_complication_teaches_little_about_the_person() -> None:
    well = recovery(*(entry(d, r) for d, r in ((0, 5), (1, 3), (2, 2), (3, 1))))
    ill = recovery(*well.entries, entry(4, 8, 7, 1, pain=7), entry(5, 9, 8, 1, pain=8))
    assert own_band(ill, PEN, "redness", 6).limit <= own_band(well, PEN, "redness", 6).limit + 2


def test_old_marks_belong_to_the_band_of_dark_patches() -> None:
    marked = recovery(*(entry(d, dark_patches=5) for d in (0, 7)))
    assert own_band(marked, PEN, "dark_patches", 14).median in (4, 5, 6)


def test_what_is_not_judged_has_no_band_of_its_own() -> None:
    with pytest.raises(ValueError, match="bruising"):
        own_band(recovery(), PEN, "bruising", 1)


@settings(max_examples=50, deadline=None)
@given(recoveries)
def test_a_band_is_within_the_scale(course: Recovery) -> None:
    band = own_band(course, load_timeline(course.treatment.modality), "redness", 5)
    assert 0 <= band.median <= band.limit <= 10
