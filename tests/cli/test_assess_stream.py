"""`tracker assess` as a filter: in order, as it comes, and going on after a bad line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.simulation.recoveries import normal
from benchmarks.simulation.worlds import WORLDS
from benchmarks.simulation.writing import as_line

COMMAND = [str(Path(sys.executable).parent / "tracker"), "assess"]
SICK = json.dumps({"id": "sick", "fitzpatrick": 4, "modality": "pen", "depth_mm": 1.5, "entries": [
    {"day": 0, "redness": 6, "swelling": 3, "itching": 1, "bleeding": 2},
    {"day": 4, "redness": 7, "swelling": 5, "itching": 2, "bleeding": 0, "pain": 6, "warmth": 6,
     "discharge": True, "spreading": True, "temperature_c": 38.2}]})


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return [as_line(one) for one in normal(WORLDS["plain"], 5, 300, (1, 2, 3, 4, 5, 6))]


def run(text: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *more], input=text, capture_output=True, text=True)


def test_answers_come_in_the_order_of_the_lines_and_a_bad_line_is_named(lines: list[str]) -> None:
    given = [*lines[:200], '{"id": 1}', "", *lines[200:]]
    answer = run("\n".join(given) + "\n")
    assert answer.returncode == 1
    assert answer.stderr.startswith("line 201: ") and answer.stderr.count("\n") == 1
    assert [json.loads(line)["id"] for line in answer.stdout.splitlines()] == [
        json.loads(line)["id"] for line in lines]


def test_a_last_line_without_an_end_and_windows_line_ends_are_read(lines: list[str]) -> None:
    answer = run("\r\n".join(lines[:3]))
    assert answer.returncode == 0
    assert len(answer.stdout.splitlines()) == 3


def test_an_answer_is_there_before_the_next_line_is_sent() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as filter_:
        assert filter_.stdin is not None and filter_.stdout is not None
        for _ in range(3):
            filter_.stdin.write(SICK + "\n")
            filter_.stdin.flush()
            assert json.loads(filter_.stdout.readline())["id"] == "sick"
        filter_.stdin.close()
    assert filter_.returncode == 0


def test_a_flag_has_the_fields_of_the_contract() -> None:
    told = json.loads(run(SICK).stdout)
    flag = next(f for f in told["flags"] if f["level"] == "urgent")
    assert (flag["day"], flag["kind"]) == (4, "infection")
    assert "Redness 7 on day 4; expected at most 3 after pen needling at 1.5 mm" in flag["reasons"]
    assert set(flag) == {"day", "kind", "level", "reasons"}


def test_a_file_is_read_and_the_setting_reaches_the_core(tmp_path: Path, lines: list[str]) -> None:
    place = tmp_path / "recoveries.jsonl"
    place.write_text("\n".join(lines))
    few, many = (sum(len(json.loads(line)["flags"]) for line in run(
        "", "--false-alerts", setting, str(place)).stdout.splitlines())
        for setting in ("0.5", "20"))
    assert few < many


def test_judging_needs_no_web_and_no_database() -> None:
    code = ("import sys, tracker.cli.assess; "
            "sys.exit(any(name in sys.modules for name in ('flask', 'sqlalchemy', 'huey')))")
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
