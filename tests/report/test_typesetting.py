"""Paper: accessible, and whatever people write stays words."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime

import pytest
import typst

from tracker.report import typesetting
from tracker.report.typesetting import Document, Drawn, curves, facts, heading, pdf, saying, table

AT = datetime(2026, 11, 25, 8, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9z"/></svg>'


def document(words: str, times: int = 1) -> Document:
    return Document(words, words, words, "en", [
        heading(1, words), facts([("Name", words)]), curves([Drawn("Redness", words, SVG)]),
        table(["Day", words], [0, 1], [["1", words]]), saying([(words, words)] * times)])


def test_the_pdf_is_tagged_titled_and_says_its_language() -> None:
    made = pdf(document("Plain words"), at=AT)
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang(en)", b"pdfuaid:part",
                 b"D:2026112508", b"DisplayDocTitle true"):
        assert mark in made.replace(b" (", b"("), mark
    assert re.search(rb"/MediaBox ?\[0 0 595\.\d+ 841\.\d+\]", made), "A4"
    everything = made + b"".join(_streams(made))
    for tag in (b"/H1", b"/Table", b"/TH", b"/Figure", b"/Alt"):
        assert tag in everything, tag


def _streams(made: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            continue
    return found


HOSTILE = {
    "code": '#read("/etc/passwd") #panic("x") #sys.inputs #{ while true {} }',
    "import": '#import "@preview/cetz:0.3.0": *',
    "file": '#image("/etc/hostname") #include "document.typ"',
    "markup": "*bold* _it_ $x^2$ `raw` <label> @reference = heading\n- list\n+ one\n/ a: b // c",
    "breaking out": '"]} ) \\" \\u{41} #)',
    "arabic": "مرحبا بالعالم ١٢٣", "hebrew": "שלום", "hindi": "हिन्दी", "cyrillic": "Привет",
    "emoji": "😀 👍🏽 👩‍👩‍👧 ❤️ ✅", "turned around": "abc\u202edef\u2066ghi",
    "control": "a\x07b\tc\x1bd\x7f", "no place to break": "x" * 4000, "marks": "e\u0301" * 500,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_set_as_words(words: str) -> None:
    assert b"pdfuaid:part" in pdf(document(words), at=AT)


@pytest.mark.parametrize("words", ["日本語のメモ", "\ue000\uffff", "ไทย"])
def test_writing_without_a_font_still_gives_a_tagged_pdf(words: str) -> None:
    assert b"/StructTreeRoot" in pdf(document(words), at=AT)


def test_a_small_picture_becomes_its_name() -> None:
    assert typesetting._printable("so 😀 at 37 °C") == "so (grinning face) at 37 °C"


def test_the_compiler_finds_no_file_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in (b'#read("/etc/hostname")', b'#read("/../../../../etc/hostname")',
                 b'#import "@preview/cetz:0.3.0": *'):
        monkeypatch.setattr(typesetting, "_CODE", code)
        with pytest.raises(typst.TypstError, match="not found|escape|denied|failed"):
            pdf(document("x"), at=AT)


def test_half_a_year_of_long_notes_is_set_in_seconds() -> None:
    started = datetime.now(UTC)
    pdf(document("so it was today " * 250, 181), at=AT)
    assert (datetime.now(UTC) - started).total_seconds() < 30
