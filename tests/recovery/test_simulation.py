"""The simulated recoveries, and the reader against whom alerts are timed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.scoring import Score, callable_day
from benchmarks.simulation.complications import SHAPES
from benchmarks.simulation.courses import AT, NAMES
from benchmarks.simulation.recoveries import Truth, complicated, normal
from benchmarks.simulation.worlds import WORLDS
from benchmarks.simulation.writing import as_line
from tracker.recovery.entry import Entry
from tracker.recovery.jsonlines import parse_recovery
from tracker.recovery.treatment import Recovery, Treatment


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_a_seed_gives_the_same_recoveries_and_they_can_be_read(world: str) -> None:
    one, two = (list(normal(WORLDS[world], 3, 5, (2, 5))) for _ in range(2))
    assert one == two
    for recovery in one:
        assert parse_recovery(as_line(recovery)).entries == recovery.entries


def test_every_complication_is_met_and_most_can_be_called() -> None:
    cases = list(complicated(WORLDS["plain"], 1, 400))
    assert {truth.kind for _, truth in cases} == {shape.kind for _, shape in SHAPES.values()}
    called = [callable_day(recovery, truth) for recovery, truth in cases]
    assert np.mean([day is not None for day in called]) > 0.8


def told(kind: str, hard: bool = False, **above: float) -> tuple[Recovery, Truth]:
    """Two entries, nothing on day 8 and the given points above normal on day 9."""
    entries = tuple(Entry(day, day, dict.fromkeys(AT, 0), {}) for day in (8, 9))
    excess = np.zeros((2, len(NAMES)))
    for name, points in above.items():
        excess[1, AT[name]] = points
    return (Recovery("r", 3, Treatment("pen", 1.5), entries),
            Truth(kind, 3, excess, np.array([False, hard])))


@pytest.mark.parametrize(("case", "day"), [
    (told("infection", redness=1.6, pain=1.5), 9),
    (told("infection", redness=2.9), None),
    (told("infection", redness=3.0), 9),
    (told("infection", hard=True, redness=1.0), 9),
    (told("infection", hard=True, redness=0.9), None),
    (told("pih", dark_patches=1.9), None),
    (told("pih", dark_patches=2.0), 9),
])
def test_the_day_on_which_a_careful_reader_calls_it(
    case: tuple[Recovery, Truth], day: int | None
) -> None:
    assert callable_day(*case) == day


def test_an_alert_before_the_onset_does_not_count_and_one_after_the_deadline_is_late() -> None:
    case = told("infection", redness=4)
    for alerts, in_time in (([(2, "infection")], 0), ([(10, "infection")], 1),
                            ([(11, "herpes")], 0), ([(2, "herpes"), (9, "herpes")], 1)):
        found = Score()
        found.count(*case, alerts)
        assert (found.acute.hits, found.acute.of) == (in_time, 1)


def test_persistent_inflammation_is_not_called_before_day_7() -> None:
    recovery, truth = told("persistent_inflammation", redness=4)
    early = replace(recovery, entries=tuple(
        replace(e, day=e.day - 3, submitted=e.day - 3) for e in recovery.entries))
    assert callable_day(recovery, truth) == 9
    assert callable_day(early, truth) is None
