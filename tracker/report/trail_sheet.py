"""A clinic's trail as CSV, written row by row however long it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from tracker.report.formulas import harmless
from tracker.report.spreadsheet import BOM
from tracker.store.trail_search import Found

FIELDS = ("id", "at", "person_id", "person", "action", "detail", "patient_id", "patient",
          "recovery_id", "link", "sealed_at", "hash")
"""Moments in UTC. The last three are the seal: see docs/operations.md."""
AT_ONCE = 200


def trail_csv(rows: Iterable[Found]) -> Iterator[bytes]:
    """The file, a few rows at a time."""
    yield (BOM + _lines([FIELDS])).encode()
    left = map(_cells, rows)
    while some := list(islice(left, AT_ONCE)):
        yield _lines(some).encode()


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return written.getvalue()


def _cells(row: Found) -> list[object]:
    told = (row.id, row.at, row.person_id, row.who, row.action, row.detail, row.patient_id,
            row.patient, row.recovery_id, row.position, row.sealed_at, row.hash)
    return [_cell(value) for value in told]


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return harmless(value) if isinstance(value, str) else "" if value is None else value
