"""From the bytes of a file to rows of named cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

from tracker.care.viewer import Refused

MOST_BYTES = 500_000
"""Small enough that the file is held in memory while it is read, and never on a disk."""
MOST_ROWS = 1000
NEEDED = ("name", "email", "skin_type")
COLUMNS = (*NEEDED, "born_on", "language", "time_zone", "cold_sores", "treated_on", "modality",
           "depth_mm", "passes", "area", "device", "product", "product_name", "lot")
Cells = Mapping[str, str]


def text_of(content: bytes) -> str:
    """A file as text. Raises Refused for what is no text of ours, or too much of it."""
    if not content.strip():
        raise _fault("Please choose a CSV file.")
    if len(content) > MOST_BYTES:
        raise _fault(f"The file has more than {MOST_BYTES // 1000} KB. Please split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _fault("The file is not in UTF-8. Save it anew as “CSV UTF-8”.") from None
    if "\0" in text:
        raise _fault("This is not a CSV file.")
    return text


def rows_of(text: str) -> list[tuple[int, Cells]]:
    """Each row with its number as a spreadsheet counts it; empty ones are passed over.

    Raises Refused where the file as a whole cannot be read.
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text),
                                strict=True))
    except csv.Error as error:
        raise _fault(f"The file cannot be read as CSV: {error}.") from error
    names = _names(lines[0])
    found = [(number, line) for number, line in enumerate(lines[1:], start=2)
             if any(cell.strip() for cell in line)]
    if not found:
        raise _fault("There is no row below the names of the columns.")
    if len(found) > MOST_ROWS:
        raise _fault(f"The file has {len(found):,} rows; at most {MOST_ROWS:,} go at once. "
                     "Please split it.")
    for number, line in found:
        if any(cell.strip() for cell in line[len(names):]):
            raise _fault(f"Row {number} has more cells than there are columns.")
    return [(number, dict(zip(names, map(str.strip, line), strict=False)))
            for number, line in found]


def _delimiter(text: str) -> str:
    """Comma or semicolon: the one that parts the first line into more."""
    first = text.splitlines()[0]
    return max(",;", key=first.count)


def _names(line: Sequence[str]) -> list[str]:
    """The columns as we call them, however they are spaced; trailing empty ones are dropped."""
    known = {_bare(name): name for name in COLUMNS}
    names = [known.get(_bare(cell), cell.strip()) for cell in line]
    while names and not names[-1]:
        names.pop()
    unknown = [cell[:40] or "(no name)" for cell, name in zip(line, names, strict=False)
               if name not in COLUMNS]
    if unknown:
        raise _fault(f"There is no column {', '.join(unknown[:5])}. "
                     f"These are known: {', '.join(COLUMNS)}.")
    if len(set(names)) < len(names):
        raise _fault("A column is there twice.")
    if missing := [name for name in NEEDED if name not in names]:
        raise _fault(f"The column {', '.join(missing)} is missing.")
    return names


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _fault(words: str) -> Refused:
    return Refused({"file": words})
