"""`tracker assess`: what comes in broken is named and passed over, the rest is answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.cli.command import tracker_alone


def line(name: str = "a", depth: str = "1.5", **answers: object) -> str:
    entry = {"day": 1, "redness": 3, "swelling": 2, "itching": 1, "bleeding": 0}
    told = {"id": "ID", "fitzpatrick": 3, "modality": "pen", "depth_mm": 0, "entries": [entry]}
    text = json.dumps(told).replace('"ID"', f'"{name}"').replace('"depth_mm": 0',
                                                                 f'"depth_mm": {depth}')
    more = "".join(f', "{key}": {value}' for key, value in answers.items())
    return text.replace('"bleeding": 0', f'"bleeding": 0{more}')


def ids(output: bytes) -> list[str]:
    return [json.loads(one)["id"] for one in output.decode().splitlines()]


HUGE = "9" * 400
BROKEN = [
    (line(depth=HUGE), "depth_mm"),
    (line(depth="1e400"), "depth_mm"),
    (line(temperature_c=HUGE), "temperature_c"),
    (line(temperature_c="-1e400"), "temperature_c"),
    (line("\\ud800"), "id"),
    (line(redness2=1), "redness2"),
    ("[" * 100_000, "not JSON"),
    ('{"id": ' + "9" * 5000 + "}", "not JSON"),
]


def test_a_broken_line_is_named_and_the_rest_is_read_on() -> None:
    lines = [one for broken, _ in BROKEN for one in (broken, line("good"))]
    run = tracker_alone("assess", told="\n".join(lines))
    assert run.returncode == 1
    assert ids(run.stdout) == ["good"] * len(BROKEN)
    said = run.stderr.decode().splitlines()
    assert len(said) == len(BROKEN)
    for number, (words, (_, field)) in enumerate(zip(said, BROKEN, strict=True)):
        assert words.startswith(f"line {2 * number + 1}: ")
        assert field in words


@pytest.mark.parametrize("value", ["nan", "inf", "0.4", "21", "many"])
def test_false_alerts_outside_the_range_are_refused(value: str) -> None:
    run = tracker_alone("assess", "--false-alerts", value, told=line())
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"--false-alerts" in run.stderr and b"Traceback" not in run.stderr


@pytest.mark.parametrize(("told", "expected"), [
    ("\ufeff" + line("marked") + "\n" + line("second"), ["marked", "second"]),
    (line("one") + "\r\n" + line("two") + "\r\n", ["one", "two"]),
    (line("no newline at the end"), ["no newline at the end"]),
    (line("one") + "\n\n\n" + line("after empty lines"), ["one", "after empty lines"]),
    ("", []),
])
def test_it_reads_what_other_systems_write(told: str, expected: list[str]) -> None:
    run = tracker_alone("assess", told=told)
    assert (run.returncode, run.stderr) == (0, b"")
    assert ids(run.stdout) == expected


def test_the_answer_is_utf_8_in_a_terminal_of_another_language() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    run = tracker_alone("assess", told=line("Ñandú", temperature_c="39.5"), env=env)
    assert (run.returncode, ids(run.stdout)) == (0, ["Ñandú"])


def started() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tracker.cli", "assess"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_the_first_answer_comes_before_the_input_ends() -> None:
    with started() as process:
        assert process.stdin and process.stdout
        process.stdin.write(line("first").encode() + b"\n")
        process.stdin.flush()
        assert ids(process.stdout.readline()) == ["first"]
        process.stdin.close()
        assert process.wait(20) == 0


def test_it_ends_quietly_when_nobody_reads_on() -> None:
    with started() as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write((line("first") + "\n").encode())
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write((line() + "\n").encode() * 2000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.wait(20) in (0, 141)
        assert process.stderr.read() == b""
