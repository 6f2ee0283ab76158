"""What the core promises, with plain values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.recovery.assess import assess
from tracker.recovery.assessment import Assessment, Level
from tracker.recovery.days import day_number
from tracker.recovery.entry import Entry, InvalidAnswers
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery, Treatment

PEN = load_timeline("pen")


def recovery(*entries: Entry, skin: int = 3, modality: str = "pen") -> Recovery:
    return Recovery("r", skin, Treatment(modality, 1.5), entries)


def entry(day: int, redness: int = 0, swelling: int = 0, itching: int = 0, bleeding: int = 0,
          *, sent: int | None = None, **more: int | bool | float) -> Entry:
    answers = dict(redness=redness, swelling=swelling, itching=itching, bleeding=bleeding, **more)
    return Entry.from_answers(answers, day, day if sent is None else sent)


def judged(*entries: Entry, skin: int = 3) -> Assessment:
    return assess(recovery(*entries, skin=skin), PEN)


NORMAL = (entry(0, 6, 3, 1, 2), entry(1, 4, 2, 1), entry(2, 3, 1, 2), entry(3, 2, 0, 2))


def test_normal_healing_raises_nothing() -> None:
    assert judged(*NORMAL, entry(4, 1), entry(5), entry(7)).flags == ()


def test_getting_worse_again_in_two_symptoms_is_urgent_and_says_how() -> None:
    flags = judged(*NORMAL, entry(4, 7, 5, 2)).flags
    assert [(f.day, f.kind, f.level) for f in flags] == [(4, "infection", Level.URGENT)]
    assert "Redness 7 on day 4; expected at most 3 after pen needling at 1.5 mm" in flags[0].reasons


@pytest.mark.parametrize(
    ("signs", "kind"),
    [({"breathing_trouble": True}, "hypersensitivity"), ({"droop": True}, "nerve"),
     ({"eye_symptoms": True}, "infection"), ({"spreading": True, "temperature_c": 38.5},
                                             "infection")],
)
def test_an_emergency_acts_at_once_on_any_day(signs: dict[str, bool | float], kind: str) -> None:
    flags = judged(entry(0, **signs)).flags
    assert any(f.kind == kind and f.emergency and f.level is Level.URGENT for f in flags)


def test_dark_patches_count_from_the_own_start() -> None:
    old = [entry(d, dark_patches=5) for d in (0, 7, 14, 21, 28)]
    new = [*(entry(d, dark_patches=1) for d in (0, 7)),
           *(entry(d, dark_patches=5) for d in (14, 21, 28))]
    assert judged(*old, skin=5).level is Level.NONE
    assert any(f.kind == "pih" and f.level is Level.CONCERN for f in judged(*new, skin=5).flags)


def test_a_late_entry_about_an_earlier_day_is_judged_on_the_day_it_was_sent() -> None:
    flags = judged(entry(5), entry(3, discharge=True, spreading=True, sent=6)).flags
    assert [f.day for f in flags] == [6]


@pytest.mark.parametrize("bad", [11, -1, "eleven", True, 2.5, None])
def test_an_answer_outside_the_scale_is_refused_by_name(bad: object) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        Entry.from_answers({"redness": bad, "swelling": 0, "itching": 0, "bleeding": 0}, 0, 0)
    assert set(refused.value.errors) == {"redness"}


def test_days_are_counted_over_the_change_of_the_clocks() -> None:
    treated = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # 23:30 in Berlin, the night of the change
    assert day_number(treated, datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "Europe/Berlin") == 1
    assert day_number(treated, datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "Europe/Berlin") == 1
    assert day_number(treated, datetime(2026, 10, 25, 23, 1, tzinfo=UTC), "Europe/Berlin") == 2
