"""Flags in words: concrete, with figures, short first."""

from __future__ import annotations

from tests.recovery.test_assess import NORMAL, PEN, entry, judged, recovery
from tracker.recovery.assess import assess
from tracker.recovery.assessment import Flag, Level
from tracker.recovery.evidence.explanations import named_shares
from tracker.recovery.findings import findings
from tracker.recovery.timeline import load_timeline


def flag(kind: str, *entries: object, skin: int = 3) -> Flag:
    return next(f for f in judged(*entries, skin=skin).flags  # type: ignore[arg-type]
                if f.kind == kind and f.level >= Level.CONCERN)


def test_the_reasons_say_what_was_told_what_was_expected_and_how_it_came() -> None:
    told = flag("infection", *NORMAL, entry(4, 7, 5, 2))
    assert "Redness 7 on day 4; expected at most 3 after pen needling at 1.5 mm" in told.reasons
    assert any(reason.startswith("Redness fell to 2 by day 3 and is 7") for reason in told.reasons)
    assert told.reasons[-1].endswith("simulated normal recoveries ever goes so far")
    assert told.days == (4,)


def test_what_is_expected_at_most_is_a_whole_score_within_the_limit() -> None:
    day, limit = next((day, band.limit) for day in range(4, 15)
                      if (band := PEN.expected("redness", day, recovery())).limit % 1 >= 0.5)
    told = flag("infection", *NORMAL, entry(day, 8, 6, 2, pain=6))
    assert told.reasons[0].startswith(f"Redness 8 on day {day}; expected at most {int(limit)} ")


def test_a_reason_for_the_list_is_short() -> None:
    told = flag("infection", *NORMAL, entry(4, 7, 5, 2))
    assert len(told.reasons[0].split(" after ")[0]) <= 60


def test_competing_explanations_sum_to_one_and_normal_healing_is_among_them() -> None:
    told = flag("infection", *NORMAL, entry(4, 5, 3, 2, pain=3))
    assert abs(sum(told.weights.values()) - 1) < 1e-6
    assert {"infection", "normal healing", "a bad day", "sunburn"} <= set(told.weights)
    assert next(iter(told.weights)) in ("infection", "a bad day")


def test_what_is_within_the_limit_is_compared_with_the_persons_own_answers() -> None:
    low = [entry(0, 2, 1, 0, 1), entry(1, 1, 0, 0), entry(2), entry(3), entry(4)]
    told = [f for f in assess(recovery(*low, entry(5, 3, 3, 0, pain=3), entry(6, 4, 4, 0, pain=4)),
                              PEN).flags if f.level >= Level.CONCERN]
    words = " ".join(reason for one in told for reason in one.reasons)
    assert "expected of this person" in words or "expected at most" in words


def test_dark_marks_are_told_against_the_own_start() -> None:
    old = [entry(d, dark_patches=1) for d in (0, 7)]
    told = flag("pih", *old, *(entry(d, dark_patches=5) for d in (14, 21, 28)), skin=5)
    assert told.reasons[0] in {f"Dark patches 5 on day {d}; own start 1" for d in (14, 21, 28)}
    assert told.patient_reason == "Dark patches are darker than on the day of your treatment."


def test_darker_skin_is_told_how_redness_is_accounted_for() -> None:
    told = flag("infection", *NORMAL, entry(4, 7, 5, 2, pain=6), skin=6)
    assert any("V and VI" in reason for reason in told.reasons)


def test_a_peel_is_named_without_a_depth() -> None:
    course = recovery(entry(0, 4, 1), entry(1, 3), entry(2, 2), entry(3, 1), entry(5, 7, 6, pain=6),
                      modality="superficial_peel")
    flags = assess(course, load_timeline("superficial_peel")).flags
    assert flags and not any(" mm" in reason for f in flags for reason in f.reasons)


def test_a_closed_kind_is_raised_again_by_what_comes_later() -> None:
    course = recovery(*NORMAL, entry(4, 7, 5, 2), entry(6, 7, 6, 2, pain=6))
    again = assess(course, PEN, settled={"infection": 5}).flags
    assert [f.day for f in again if f.kind == "infection" and f.level is Level.URGENT] == [4, 6]
    assert [f.day for f in assess(course, PEN).flags
            if f.kind == "infection" and f.level is Level.URGENT] == [4]


def test_a_late_entry_lets_the_days_since_be_judged_anew() -> None:
    known = [entry(0, 7, 3, 1, 2), entry(1, 6, 3, 1), entry(4, 4, 2, 1, pain=2)]
    late = [entry(3, 0, 0, 0, pain=0, sent=5), entry(2, 1, 0, 0, sent=5)]
    looks = {f.sent: named_shares(f.followed.panel, f.shares)
             for f in findings(recovery(*known, *late), PEN, floor=-9.0) if f.entry.day == 4}
    assert set(looks) == {4, 5}
    assert looks[5]["infection"] > looks[4]["infection"], "it had fallen and rose again"
