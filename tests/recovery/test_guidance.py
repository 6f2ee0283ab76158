"""What the patient is told: true of this day's answers, never against the list of dangers."""

from __future__ import annotations

import pytest

from tests.recovery import test_assess as core
from tracker.recovery.assess import assess
from tracker.recovery.entry import Entry
from tracker.recovery.guidance import Guidance, guide
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery, Treatment

PEN = load_timeline("pen")


def entry(day: int, redness: int = 1, bleeding: int = 0, **more: int | bool | float) -> Entry:
    told = {"redness": redness, "swelling": 1, "itching": 1, "bleeding": bleeding, **more}
    return Entry.from_answers(told, day, day)


def told(day: int, *entries: Entry, settled: dict[str, int] | None = None) -> Guidance:
    course = Recovery("r", 3, Treatment("pen", 1.5), entries)
    judged = assess(course, PEN, settled=settled)
    return guide(course, judged, PEN, day, settled)


BEFORE = (entry(0, 5, 2), entry(1, 4), entry(2, 3))


def test_a_calm_day_is_called_calm() -> None:
    assert told(3, *BEFORE, entry(3, 2)).tone == "as_expected"


@pytest.mark.parametrize("answers", [
    {"pain": 10}, {"temperature_c": 40.0}, {"discharge": True}, {"spreading": True},
    {"blisters": True}, {"bleeding": 9},
])
def test_whatever_the_page_says_to_call_for_is_answered_with_a_call(
    answers: dict[str, int | bool | float]
) -> None:
    said = told(3, *BEFORE, entry(3, 2, **answers))
    assert said.tone in ("urgent", "emergency")
    assert "call" in said.action.lower()
    flags = assess(Recovery("r", 3, Treatment("pen", 1.5), (*BEFORE, entry(3, 2, **answers))),
                   PEN, false_alerts=0.5).flags
    assert flags, "the clinic sees it in its list"


def test_bleeding_that_does_not_stop_says_what_to_do_on_any_day() -> None:
    assert "15 minutes" in told(0, entry(0, 5, 10)).headline


def test_an_emergency_is_one_only_on_the_day_it_is_reported() -> None:
    days = (*BEFORE, entry(3, 2, breathing_trouble=True), entry(4, 1))
    assert told(3, *days).tone == "emergency"
    after = told(4, *days)
    assert after.tone == "urgent" and "day 3" in after.sentences[0]
    assert "hard for you to breathe" not in " ".join(after.sentences)
    assert "hard for you to breathe" in told(3, *days).sentences[0]


def test_what_a_clinician_closed_is_not_told_again() -> None:
    days = (*BEFORE, entry(3, 2, breathing_trouble=True), entry(4, 1))
    assert told(4, *days, settled={"hypersensitivity": 3}).tone == "as_expected"


@pytest.mark.parametrize(("name", "score"), [("dark_patches", 10), ("warmth", 9), ("bumps", 9)])
def test_an_answer_far_above_what_is_usual_is_never_called_healing(name: str, score: int) -> None:
    said = told(9, *BEFORE, entry(9, 0, **{name: score}))
    assert said.tone != "as_expected"
    assert "usual" in said.headline or "should see" in said.headline or "Keep" in said.badge


def test_old_dark_marks_are_not_called_unusual() -> None:
    days = (entry(0, 5, 2, dark_patches=6), entry(9, 0, dark_patches=6))
    assert told(9, *days).tone == "as_expected"


def test_what_asks_for_a_call_today_is_told_though_something_older_is_still_open() -> None:
    known = core.recovery(core.entry(0, 5), core.entry(2, 2),
                          core.entry(4, 6, 4, 1, pain=5, warmth=4),
                          core.entry(6, 3, 1, 1, discharge=True))
    told = guide(known, assess(known, core.PEN), core.PEN, 6)
    assert told.tone == "urgent" and "pus" in str(told.sentences[0])
