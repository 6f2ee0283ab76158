"""What the core promises of any course, wild or lifelike."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recovery.courses import newest, recoveries, wild, with_newest, worsened
from tests.recovery.test_assess import PEN, entry, recovery
from tracker.recovery.assess import FALSE_ALERTS, assess
from tracker.recovery.assessment import Assessment, Level
from tracker.recovery.entry import Entry
from tracker.recovery.guidance import guide
from tracker.recovery.symptoms import SCALES
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery

SETTINGS = st.sampled_from([0.5, 1.0, 3.0, 8.0, 20.0])


def judged(recovery: Recovery, false_alerts: float = 3.0) -> Assessment:
    return assess(recovery, load_timeline(recovery.treatment.modality), false_alerts=false_alerts)


def level_on(told: Assessment, day: int) -> Level:
    return max((flag.level for flag in told.flags_until(day)), default=Level.NONE)


@settings(max_examples=200, deadline=None)
@given(recoveries, st.data(), SETTINGS)
def test_a_worse_newest_entry_never_lowers_the_level(
    course: Recovery, data: st.DataObject, false_alerts: float
) -> None:
    last = newest(course)
    worse = with_newest(course, data.draw(worsened(last)))
    before, after = judged(with_newest(course, last), false_alerts), judged(worse, false_alerts)
    assert level_on(after, last.submitted) >= level_on(before, last.submitted)
    assert after.level >= before.level


@settings(max_examples=100, deadline=None)
@given(recoveries, st.data())
def test_an_answer_not_given_is_never_taken_for_nought(
    course: Recovery, data: st.DataObject
) -> None:
    last = newest(course)
    open_questions = [name for name in SCALES if name not in last.scores]
    if not open_questions:
        return
    name = data.draw(st.sampled_from(open_questions))
    nought = replace(last, scores={**last.scores, name: 0})
    silent, calm = judged(with_newest(course, last)), judged(with_newest(course, nought))
    assert silent.level >= calm.level


@settings(max_examples=100, deadline=None)
@given(recoveries)
def test_nothing_of_the_future_is_used(course: Recovery) -> None:
    whole = judged(course)
    for day in {e.submitted for e in course.entries}:
        known = replace(course, entries=tuple(e for e in course.entries if e.submitted <= day))
        part = judged(known)
        assert part.flags == whole.flags_until(day)


@settings(max_examples=100, deadline=None)
@given(recoveries)
def test_a_lower_setting_raises_a_subset(course: Recovery) -> None:
    raised = [{(f.kind, f.level): f.day for f in judged(course, setting).flags}
              for setting in (FALSE_ALERTS[0], 1.0, 3.0, 7.0, FALSE_ALERTS[1])]
    for low, high in pairwise(raised):
        for (kind, level), day in low.items():
            assert any(kind == other and reached >= level and when <= day
                       for (other, reached), when in high.items())


@settings(max_examples=60, deadline=None)
@given(wild(), st.sampled_from([
    {"breathing_trouble": True}, {"eye_symptoms": True}, {"droop": True},
    {"spreading": True, "temperature_c": 38.0}, {"blisters": True, "temperature_c": 38.4}]),
    SETTINGS)
def test_an_emergency_acts_at_once_whatever_was_told_before(
    course: Recovery, told: dict[str, bool | float], false_alerts: float
) -> None:
    day = max(e.submitted for e in course.entries) + 1
    calm = dict.fromkeys(("redness", "swelling", "itching", "bleeding"), 0)
    alarm = Entry.from_answers({**calm, **told}, day, day)
    before = judged(course, false_alerts)
    after = judged(replace(course, entries=(*course.entries, alarm)), false_alerts)
    assert after.level is Level.URGENT
    known = {f.kind for f in before.flags if f.level is Level.URGENT}
    assert any(f.emergency and f.day == day for f in after.flags) or known


@settings(max_examples=100, deadline=None)
@given(recoveries)
def test_every_flag_is_explained(course: Recovery) -> None:
    for flag in judged(course, 20.0).flags:
        assert flag.reasons and flag.patient_reason and flag.clears
        if flag.weights:
            assert sum(flag.weights.values()) == pytest.approx(1, abs=1e-6)
            assert flag.days
            assert max(flag.days) <= flag.day


@settings(max_examples=100, deadline=None)
@given(recoveries)
def test_every_entry_can_be_explained_to_the_patient(course: Recovery) -> None:
    line, told = load_timeline(course.treatment.modality), judged(course)
    for one in course.entries:
        assert guide(course, told, line, one.day).headline


@pytest.mark.parametrize("company", [{}, {"discharge": True}, {"bleeding": 9}, {"pain": 9},
                                     {"temperature_c": 38.2}])
def test_blisters_are_a_concern_at_any_setting_whatever_else_is_told(
    company: dict[str, object]
) -> None:
    told = assess(recovery(entry(5, 1, blisters=True, **company)), PEN, false_alerts=0.5)
    assert max(flag.level for flag in told.flags if flag.kind == "herpes") >= Level.CONCERN
