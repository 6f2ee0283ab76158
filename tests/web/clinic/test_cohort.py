"""The page of many recoveries: what it shows, keeps back, refuses and offers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy.orm import Session

from tests.care.test_cohort import healed
from tests.web.clinic.conftest import Desk
from tracker.cli.timelines import timelines


def test_a_clinic_with_few_patients_is_told_why_nothing_is_shown(desk: Desk) -> None:
    page = desk.get("/cohort")
    assert page.status_code == 200 and "too small to be shown" in page.text
    assert "<svg" not in page.text.partition("<main")[2]


def test_the_page_answers_in_words_curves_and_tables(
    session: Session, desk: Desk, tmp_path: Path
) -> None:
    healed(session, desk.world, 42)
    page = desk.get("/cohort").text
    assert "43 recoveries: half are clear by day 3" in page
    assert page.count("chart-table") >= 4 and "Paula" not in page
    assert "Choose a treatment" in page and "Download" not in page
    page = desk.get("/cohort?modality=pen&depth=1.5&device=&skin=4-6").text
    assert 'value="pen" selected' in page
    address = re.search(r'href="(/cohort/timeline.yaml[^"]*)"', page)
    assert address is not None
    file = desk.get(address[1].replace("&amp;", "&"))
    assert file.headers["Content-Disposition"] == 'attachment; filename="own-pen.yaml"'
    assert file.headers["Cache-Control"] == "no-store"
    today = datetime.now(UTC).date().isoformat()
    assert yaml.safe_load(file.text)["version"].endswith(f"+own-{today}")
    (tmp_path / "own.yaml").write_text(file.text)
    checked = CliRunner().invoke(timelines, ["check", str(tmp_path / "own.yaml")])
    assert checked.exit_code == 0 and "7 timelines" in checked.output
    (tmp_path / "own.yaml").write_text(file.text.replace("redness:", "rednes:"))
    assert CliRunner().invoke(timelines, ["check", str(tmp_path / "own.yaml")]).exit_code == 1


@pytest.mark.parametrize("query", [
    "modality=nothing", "modality=%00", "skin=" + "9" * 3000, "operator=1e999", "colour=red",
    "device=%F0%28", "depth=-1",
])
def test_what_cannot_be_chosen_is_said_beside_its_field(desk: Desk, query: str) -> None:
    for place in ("/cohort", "/cohort/timeline.yaml"):
        answer = desk.get(f"{place}?{query}")
        assert answer.status_code == 422
        name = query.partition("=")[0]
        assert f'id="{name}-error"' in answer.text or f"{name}: There is nothing" in answer.text
