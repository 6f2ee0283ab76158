"""The limits: what the file holds is what its command gives; what is asked for is what comes."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibrate import FILE, GROUPS, calibrate
from benchmarks.detection import false_alerts
from benchmarks.simulation.recoveries import normal
from benchmarks.simulation.worlds import WORLDS
from tracker.recovery.assess import FALSE_ALERTS
from tracker.recovery.evidence.limits import limits_for

TOLD = json.loads(FILE.read_text())


def test_the_file_is_what_its_command_gives() -> None:
    check = TOLD["check"]
    again = calibrate(check["recoveries_per_world_and_group"], TOLD["seed"])
    for group in GROUPS:
        assert again[group] == pytest.approx(check["log_odds"][group], abs=0.01)


def test_the_file_says_how_it_was_made() -> None:
    assert TOLD["made_by"].startswith("python -m benchmarks.calibrate")
    assert "simulated" in TOLD["from"]
    assert set(TOLD["worlds"]) == set(WORLDS)


@pytest.mark.parametrize("skin", [1, 3, 4, 6])
def test_limits_fall_as_more_false_alerts_are_accepted(skin: int) -> None:
    limits = limits_for(skin)
    points = [limits.at(FALSE_ALERTS[0] * 1.05**step) for step in range(75)]
    assert all(low >= high for low, high in pairwise(points))
    assert points[0] > points[-1]


@given(st.floats(0.5, 20), st.integers(1, 6))
def test_the_rarity_told_is_the_setting_that_is_passed(setting: float, skin: int) -> None:
    limits = limits_for(skin)
    assert limits.rarity(limits.at(setting)) == pytest.approx(setting, rel=0.02)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_what_is_asked_for_is_about_what_comes(group: str) -> None:
    ours = [one for number, world in enumerate(WORLDS.values())
            for one in normal(world, 900 + number, 120, GROUPS[group])]
    low, high = false_alerts(ours, 10.0).interval
    assert low < 15
    assert high > 10 / 1.5
