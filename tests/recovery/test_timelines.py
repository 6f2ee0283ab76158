"""The timelines: checked as they are read, and moved as the evidence says."""

from __future__ import annotations

import copy
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from tracker.cli.timeline_docs import pages
from tracker.recovery.symptoms import HIGHEST, SCALES
from tracker.recovery.timeline import (
    LAST_DAY,
    TimelineError,
    UnknownModality,
    all_timelines,
    load_timeline,
    parse,
)
from tracker.recovery.treatment import Recovery, Treatment

DOCS = Path(__file__).parent.parent.parent / "docs"
PEN: dict[str, Any] = yaml.safe_load(
    (resources.files("tracker.recovery") / "timelines/pen.yaml").read_text("utf-8"))


def treated(modality: str = "pen", depth: float = 1.5, *, skin: int = 3, passes: int | None = None,
            area: tuple[str, ...] = ()) -> Recovery:
    return Recovery("r", skin, Treatment(modality, depth, passes, area))


def limit(symptom: str, day: int, recovery: Recovery) -> float:
    return load_timeline(recovery.treatment.modality).expected(symptom, day, recovery).limit


def median(symptom: str, day: int, recovery: Recovery) -> float:
    return load_timeline(recovery.treatment.modality).expected(symptom, day, recovery).median


@pytest.mark.parametrize("line", all_timelines(), ids=lambda line: line.modality)
@pytest.mark.parametrize("skin", [1, 5])
def test_every_band_is_within_the_scale_and_its_median_under_its_limit(
    line: Any, skin: int
) -> None:
    for depth in (0.25, 1.0, 3.5):
        course = treated(line.modality, depth, skin=skin, passes=8, area=("face",))
        for symptom in SCALES:
            for day in range(LAST_DAY + 10):
                band = line.expected(symptom, day, course)
                assert 0 <= band.median <= band.limit <= HIGHEST


@pytest.mark.parametrize("line", all_timelines(), ids=lambda line: line.modality)
def test_one_day_and_a_whole_course_are_read_alike(line: Any) -> None:
    days = np.arange(LAST_DAY + 1.0)
    for depth in (0.2, 1.2, 5.0):
        for skin in (1, 4, 6):
            whole = treated(line.modality, depth, skin=skin, passes=6, area=("face",))
            for symptom in SCALES:
                medians, limits = line.course(symptom, days, line.working_depth(depth), skin=skin,
                                              area=("face",), passes=6)
                bands = [line.expected(symptom, int(day), whole) for day in days]
                assert [b.median for b in bands] == pytest.approx(medians.tolist())
                assert [b.limit for b in bands] == pytest.approx(limits.tolist())


def test_deeper_needles_more_passes_and_whole_faces_are_redder_and_more_swollen() -> None:
    assert median("redness", 2, treated(depth=2.5)) > median("redness", 2, treated(depth=1.0))
    assert median("redness", 1, treated(passes=8)) == median("redness", 1, treated()) + 1
    assert limit("swelling", 1, treated(area=("face",))) == limit("swelling", 1, treated()) + 1
    assert median("redness", 0, treated("roller")) == median("redness", 0, treated()) + 0.5
    assert median("redness", 2, treated("rf")) > median("redness", 2, treated())


def test_darker_skin_shows_less_redness_and_more_bronzing() -> None:
    assert median("redness", 1, treated(skin=6)) == pytest.approx(
        0.8 * median("redness", 1, treated()))
    assert limit("redness", 1, treated(skin=6)) == limit("redness", 1, treated())
    assert limit("dark_patches", 4, treated(skin=4)) == limit("dark_patches", 4, treated()) + 1
    assert limit("dark_patches", 14, treated(skin=4)) == limit("dark_patches", 14, treated())


def test_a_peel_has_no_depth() -> None:
    shallow, deep = (treated("medium_peel", depth) for depth in (0.2, 4.0))
    assert median("redness", 5, shallow) == median("redness", 5, deep)
    assert load_timeline("medium_peel").treatment(shallow.treatment) == "a medium peel"


@pytest.mark.parametrize(("change", "place"), [
    (lambda d: d["symptoms"].pop("redness"), "redness"),
    (lambda d: d["symptoms"]["redness"].update(certainty="D"), "redness"),
    (lambda d: d["symptoms"]["redness"].update(source=""), "redness"),
    (lambda d: d["symptoms"]["redness"]["days"].append(3), "redness"),
    (lambda d: d["symptoms"]["pain"]["courses"][0]["median"].__setitem__(0, 9), "pain"),
    (lambda d: d["effects"]["passes"].update(colour=1), "passes"),
    (lambda d: d["effects"]["passes"].update(symptoms=["colour"]), "passes"),
    (lambda d: d["effects"]["passes"].pop("source"), "passes"),
    (lambda d: d["phases"][0].pop("source"), "phase"),
    (lambda d: d.update(colour="red"), "colour"),
    (lambda d: d.pop("version"), "version"),
])
def test_a_file_that_is_wrong_is_refused_by_place(change: Any, place: str) -> None:
    data = copy.deepcopy(PEN)
    change(data)
    with pytest.raises(TimelineError, match=place):
        parse("pen.yaml", data)


def test_a_file_alone_makes_a_new_modality() -> None:
    line = parse("stamp.yaml", {**PEN, "modality": "stamp", "label": "Stamp"})
    assert line.expected("redness", 0, treated()) == load_timeline("pen").expected(
        "redness", 0, treated())


def test_an_unknown_modality_is_refused_by_name() -> None:
    with pytest.raises(UnknownModality, match="hammer"):
        load_timeline("hammer")


def test_the_documentation_is_what_its_command_writes() -> None:
    for name, text in pages().items():
        assert (DOCS / name).read_text("utf-8") == text, f"run `tracker timelines docs`: {name}"
