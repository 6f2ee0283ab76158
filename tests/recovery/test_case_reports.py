"""Published cases: each is flagged on or before the day on which its clinicians called it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.recovery.assess import assess
from tracker.recovery.assessment import Level
from tracker.recovery.jsonlines import parse_recovery
from tracker.recovery.timeline import load_timeline

LINES = (Path(__file__).parent / "case_reports.jsonl").read_text().splitlines()


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["id"])
def test_a_published_case_is_flagged_in_time(line: str) -> None:
    case = json.loads(line)
    expected = case.pop("expect")
    case.pop("source")
    recovery = parse_recovery(json.dumps(case))
    flags = assess(recovery, load_timeline(recovery.treatment.modality)).flags
    kinds = expected.get("accept", [expected["kind"]])
    least = Level[expected["level_at_least"].upper()]
    assert any(
        f.kind in kinds and f.level >= least and f.day <= expected["by_day"] for f in flags
    ), flags
