"""A patient's answers as CSV: one row for each day and version."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tracker.care.own_data import Course, OwnData
from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE
from tracker.report.formulas import harmless
from tracker.store.entries import Written

ANSWERS = (*SCALES, *SIGNS, TEMPERATURE)
FIELDS = ("recovery", "treated_on", "modality", "depth_mm", "day", "date", "version", "current",
          "submitted", "made_at", *ANSWERS, "note")
BOM = "\ufeff"
"""Without it the commonest spreadsheet reads UTF-8 as something else; other readers know it."""


def record_csv(data: OwnData) -> bytes:
    """Every version of every day, oldest first; an absent answer is an empty cell, never zero."""
    written = io.StringIO()
    writer = csv.DictWriter(written, FIELDS, quoting=csv.QUOTE_NONNUMERIC)
    writer.writeheader()
    for course in data.courses:
        writer.writerows(_row(course, version) for version in _in_order(course))
    return (BOM + written.getvalue()).encode()


def _in_order(course: Course) -> Iterator[Written]:
    return iter(sorted(course.versions, key=lambda row: (row.day, row.version)))


def _row(course: Course, row: Written) -> dict[str, object]:
    treated = course.own.row
    return {
        "recovery": harmless(treated.id), "treated_on": course.date(0).isoformat(),
        "modality": treated.modality, "depth_mm": treated.depth_mm,
        "day": row.day, "date": course.date(row.day).isoformat(), "version": row.version,
        "current": _word(row.current), "submitted": row.submitted,
        "made_at": row.made_at.isoformat(timespec="seconds"),
        **{name: _word(row.answers.get(name)) for name in ANSWERS},
        "note": harmless(row.note or ""),
    }


def _word(value: object) -> object:
    """yes or no, a number as it is, nothing for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value
