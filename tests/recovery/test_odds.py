"""The odds themselves: monotone in the newest entry, deaf to what was not answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.simulation.recoveries import normal
from benchmarks.simulation.worlds import WORLDS
from tests.recovery.courses import newest, recoveries, with_newest, worsened
from tracker.recovery.evidence.filtering import Followed, follow
from tracker.recovery.evidence.panel import Rivals
from tracker.recovery.evidence.signature_files import SignatureError, compile_panel, load_panel
from tracker.recovery.evidence.weighing import log_odds, worth_weighing
from tracker.recovery.findings import PANELS
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery

HAIR = 1e-4
"""Single precision in the tables."""


def followed(course: Recovery, panel_name: str) -> Followed:
    panel = load_panel(panel_name, dark=course.fitzpatrick >= 4)
    entries = sorted(course.entries, key=lambda e: e.submitted)
    return follow(panel, entries, load_timeline(course.treatment.modality), course)


def look_at(told: Followed, course: Recovery) -> int:
    """The last look at the newest entry."""
    entry = newest(course)
    return max(at for at, look in enumerate(told.looks) if told.entries[look.entry] is entry)


def odds(told: Followed, at: int, rivals: Rivals) -> float:
    """The log odds of one look."""
    return float(log_odds(told, np.array([at]), rivals)[0])


@settings(max_examples=200, deadline=None)
@given(recoveries, st.data(), st.sampled_from(PANELS))
def test_odds_never_fall_when_the_newest_entry_gets_worse(
    course: Recovery, data: st.DataObject, panel_name: str
) -> None:
    one = with_newest(course, newest(course))
    two = with_newest(course, data.draw(worsened(newest(course))))
    before, after = followed(one, panel_name), followed(two, panel_name)
    at_before, at_after = look_at(before, one), look_at(after, two)
    panel = before.panel
    for rivals in (panel.against_normal, panel.against_patience) if panel.hasty.size else (
            panel.against_normal,):
        assert odds(after, at_after, rivals) >= odds(before, at_before, rivals) - HAIR
    for floor in (-4.0, -1.0, 1.0):
        passed = at_before in worth_weighing(before, floor)
        assert not passed or at_after in worth_weighing(after, floor)


@settings(max_examples=200, deadline=None)
@given(recoveries, st.sampled_from(PANELS))
def test_what_is_left_out_beforehand_could_not_have_passed(
    course: Recovery, panel_name: str
) -> None:
    told = followed(course, panel_name)
    everything = set(worth_weighing(told, -50.0).tolist())
    for at in everything - set(worth_weighing(told, -1.0).tolist()):
        assert odds(told, at, told.panel.against_normal) <= -1.0 + HAIR


@settings(max_examples=100, deadline=None)
@given(recoveries)
def test_the_odds_of_what_is_urgent_are_never_above_those_of_anything(course: Recovery) -> None:
    told = followed(course, "skin")
    for at in range(len(told.looks)):
        assert (odds(told, at, told.panel.against_patience)
                <= odds(told, at, told.panel.against_normal) + HAIR)


NORMAL = {"name": "normal", "source": "x"}
PLAIN = {"panel": "p", "channels": ["redness"], "gate": {}}


@pytest.mark.parametrize("state", [
    {"name": "a", "source": "x", "lift": {"redness": 2.5}},
    {"name": "a", "source": "x", "lift": {"colour": 2}},
    {"name": "a", "source": "x", "leave": {"nowhere": 0.1}},
    {"name": "a", "source": ""},
])
def test_a_signature_that_is_wrong_is_refused_by_name(state: dict[str, object]) -> None:
    with pytest.raises(SignatureError, match="p: a"):
        compile_panel({**PLAIN, "states": [NORMAL, state]}, dark=False)


def test_complications_come_after_what_is_normal() -> None:
    states = [{**NORMAL, "kind": "pih"}, {**NORMAL, "name": "later"}]
    with pytest.raises(SignatureError):
        compile_panel({**PLAIN, "states": states}, dark=False)


def test_of_two_entries_about_a_day_the_newest_counts() -> None:
    course = next(iter(normal(replace(WORLDS["plain"], late=0.0), 4, 1, (2,))))
    last = course.entries[-1]
    again = replace(last, submitted=last.submitted + 1)
    told = followed(replace(course, entries=(*course.entries, again)), "skin")
    assert told.entries[told.looks[-1].entry] is again
    assert told.looks[-1].parent == told.looks[-2].parent
