"""From blocks to a tagged PDF, by Typst. Texts go in as data; the template alone is code."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import resources
from typing import Any

import typst

Block = Mapping[str, Any]
"""One piece of a document, as `document.typ` knows it; made by the functions below."""
_CODE: bytes = (resources.files("tracker.report") / "document.typ").read_bytes()
Way = tuple[bool, list[Any]]
_WAYS: Sequence[Way] = ((True, ["ua-1"]), (False, ["ua-1"]), (False, []))
"""With Typst's own fonts alone, or with the machine's; by which standard."""
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]")
"""Control characters, turns of the writing direction and choices of a glyph: no paper shows them,
and some would make what follows read backwards."""
_PICTURES_FROM = "\u2600"
_LONG = re.compile(r"\S{30}(?=[^\s\u0300-\u036f\u200d])")
"""A word without a place to break would run out of the page."""


@dataclass(frozen=True)
class Drawn:
    """A picture with its heading and with words for those who do not see it."""

    label: str
    words: str
    svg: str


@dataclass(frozen=True)
class Document:
    """What is set: title and subject stand in the file's properties, the footer on each page.

    `boxes` explains the empty boxes, where letters are left that no font here has.
    """

    title: str
    subject: str
    footer: str
    language: str
    blocks: Sequence[Block]
    boxes: str = ""


def heading(level: int, text: str) -> Block:
    """A heading of level 1 or 2."""
    return {"kind": "heading", "level": level, "text": text}


def paragraph(text: str) -> Block:
    """Plain words."""
    return {"kind": "text", "text": text}


def numbered(texts: Sequence[str]) -> Block:
    """A numbered list."""
    return {"kind": "numbered", "texts": texts}


def small(text: str) -> Block:
    """Words that explain."""
    return {"kind": "small", "text": text}


def facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Names with their values."""
    return {"kind": "facts", "rows": rows}


def table(head: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> Block:
    """A table; a width is a share of the line, or 0 for a column of numbers."""
    return {"kind": "table", "head": head, "widths": widths, "rows": rows}


def curves(drawn: Sequence[Drawn]) -> Block:
    """Pictures, two a line."""
    return {"kind": "curves", "drawn": [asdict(one) for one in drawn]}


def saying(said: Sequence[tuple[str, str]]) -> Block:
    """Longer words of somebody's, each under its heading."""
    return {"kind": "saying", "said": said}


def pdf(document: Document, *, at: datetime) -> bytes:
    """The document as PDF/UA-1, dated `at`.

    Typst's own fonts lack some writing, above all Chinese, Japanese and Korean. The machine's fonts
    are asked then; where they lack it too, the PDF is still tagged but no longer PDF/UA-1.
    """
    told = _printable(asdict(document))
    letters = " ".join(sorted(set(json.dumps(told, ensure_ascii=False))))
    sample = told | {"blocks": [paragraph(letters)]}
    # A sheet with each letter once tells in no time which way will do for the whole.
    way = next((way for way in _WAYS if _set(sample, way, at)), _WAYS[-1])
    boxed = told | {"blocks": [*told["blocks"], small(document.boxes)]}
    made = (None if way is _WAYS[-1] else _set(told, way, at)) or _set(boxed, _WAYS[-1], at)
    assert made is not None  # noqa: S101  without a standard every character is taken
    return made


def _set(told: Mapping[str, Any], way: Way, at: datetime) -> bytes | None:
    """The PDF, or None where the fonts of this way lack a character. Raises TypstError."""
    try:
        return _compiled(json.dumps(told), *way, at)
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            return None
        raise


def _compiled(told: str, own_fonts: bool, standards: list[Any], at: datetime) -> bytes:
    # An empty folder is all that the compiler may read; there are no packages to load either.
    with tempfile.TemporaryDirectory(prefix="typst") as nothing:
        compiler = typst.Compiler(
            _CODE, root=nothing, package_path=nothing, package_cache_path=nothing,
            ignore_system_fonts=own_fonts, sys_inputs={"document": told},
        )
        made = compiler.compile(pdf_standards=standards, timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)  # noqa: S101  a PDF is one file
    return made


def _printable(told: Any) -> Any:
    """Everything that is said as paper can show it; an SVG is ours and stays as it is."""
    if isinstance(told, str):
        seen = _UNSEEN.sub("", told.replace("\t", " "))
        return _LONG.sub("\\g<0>\u200b", "".join(map(_letter, seen)))
    if isinstance(told, Mapping):
        return {name: value if name == "svg" else _printable(value)
                for name, value in told.items()}
    if isinstance(told, Sequence):
        return [_printable(one) for one in told]
    return told


def _letter(letter: str) -> str:
    """A small picture becomes its name: no font of ours has it, and a reader aloud needs it."""
    if letter < _PICTURES_FROM or unicodedata.category(letter) not in ("So", "Sk"):
        return letter
    return f"({unicodedata.name(letter, 'picture').lower()})"
