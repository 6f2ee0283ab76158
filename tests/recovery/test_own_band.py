"""The band of a person: everybody's at first, then their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from tests.recovery.courses import recoveries
from tests.recovery.test_assess import PEN, entry, recovery
from tracker.recovery.course import Band, Timeline
from tracker.recovery.own_band import own_courses
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery


def own_band(course: Recovery, line: Timeline, symptom: str, day: int) -> Band:
    return own_courses(course, line, {symptom}, day)[symptom][day]


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
    assert own_courses(recovery(), PEN, {"bruising"}, 1) == {}


def test_the_band_of_a_day_rests_on_the_days_before_it_alone() -> None:
    known = (entry(0, 8, 3), entry(1, 6, 3), entry(3, 4, 2))
    course = own_courses(recovery(*known), PEN, {"redness"}, 6)["redness"]
    for day in range(7):
        before = recovery(*(one for one in known if one.day < day))
        assert own_band(before, PEN, "redness", day) == course[day]


def test_days_that_were_missed_change_nothing_for_the_next() -> None:
    course = own_courses(recovery(entry(0, 8, 3), entry(1, 6, 3)), PEN, {"redness"}, 9)["redness"]
    assert [band.limit for band in course[2:]] == sorted(
        (band.limit for band in course[2:]), reverse=True)


KNOWN = recovery(*(entry(day, 6 - day, 4 - day, 1, 0, pain=2) for day in range(5)))


@pytest.mark.parametrize("change", [
    {"temperature_c": 39.5}, {"signs": {"spreading": True}}, {"submitted": 7}, {"day": 3},
    {"scores": {**KNOWN.entries[-1].scores, "pain": 9}}, {"fitzpatrick": 6},
    {"cold_sores": True}, {"treatment": replace(KNOWN.treatment, depth_mm=0.3)},
])
def test_what_is_remembered_is_of_the_very_same_recovery(change: dict[str, Any]) -> None:
    of_entry = not change.keys() & {"fitzpatrick", "treatment", "cold_sores"}
    changed = (replace(KNOWN, entries=(*KNOWN.entries[:-1], replace(KNOWN.entries[-1], **change)))
               if of_entry else replace(KNOWN, **change))
    before = own_courses(KNOWN, PEN, {"redness"}, 9)
    assert own_courses(changed, PEN, {"redness"}, 9) is not before
    assert own_courses(KNOWN, PEN, {"redness"}, 9) is before


def test_whose_it_is_is_not_remembered() -> None:
    assert own_courses(replace(KNOWN, id="another"), PEN, {"redness"}, 9) is own_courses(
        KNOWN, PEN, {"redness"}, 9)


@settings(max_examples=50, deadline=None)
@given(recoveries)
def test_a_band_is_within_the_scale(course: Recovery) -> None:
    band = own_band(course, load_timeline(course.treatment.modality), "redness", 5)
    assert 0 <= band.median <= band.limit <= 10
