"""The parts of Bootstrap's style that our pages use: `make css` writes them to static/css.

Bootstrap is 31 KB compressed, of which our pages use a tenth. What is kept is found again from the
templates each time, so the written file is never edited by hand; a test compares it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import flask_bootstrap

ROOT = Path(__file__).parent.parent.parent
SOURCE = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/css/bootstrap.min.css"
TARGET = ROOT / "tracker/static/css/bootstrap.css"
OWN_STYLE = ROOT / "tracker/static/css/tracker.css"
_CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_IN_ATTRIBUTE = re.compile(r"class_?=\"([^\"]*)\"")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_VARIABLE = re.compile(r"var\((--bs-[\w-]+)")
_DECLARED = re.compile(r"(--bs-[\w-]+):[^;{}]*(;|(?=}))")
_NOT = re.compile(r":not\([^)]*\)")
_THEME = "[data-bs-theme=dark]"


def used_classes() -> set[str]:
    """Every word of a class attribute in the pages, and every word with a hyphen there."""
    words: set[str] = set()
    for page in (*(ROOT / "templates").rglob("*.html"), *(ROOT / "tracker/web").rglob("*.py")):
        text = page.read_text()
        for told in _IN_ATTRIBUTE.findall(text):
            words |= set(_WORD.findall(told))
        words |= {word for word in _WORD.findall(text) if "-" in word}
    return words


def trimmed(style: str, used: set[str]) -> str:
    """The rules whose every class is used, with the variables that these read."""
    head, _, body = style.partition("*/")
    rules = "".join(_kept(body, used))
    return head + "*/\n" + _without_idle_variables(rules).replace("}", "}\n").strip() + "\n"


def _blocks(style: str) -> Iterator[tuple[str, str]]:
    """Each rule as what stands before its braces, and what is in them."""
    at = 0
    while (opened := style.find("{", at)) >= 0:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(style[end], 0)
            end += 1
        yield style[at:opened].strip(), style[opened + 1:end - 1]
        at = end


def _kept(style: str, used: set[str]) -> Iterator[str]:
    for head, body in _blocks(style):
        if head.startswith("@media"):
            inner = "".join(_kept(body, used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif not head.startswith("@"):
            selectors = [s for s in _selectors(head)
                         if _THEME not in s and set(_CLASS.findall(_NOT.sub("", s))) <= used]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _selectors(head: str) -> list[str]:
    """The selectors of a rule, parted at the commas outside of parentheses."""
    return re.split(r",(?![^(]*\))", head)


def _without_idle_variables(rules: str) -> str:
    """Drop the declarations of variables that nothing reads, until none is left."""
    own = set(_VARIABLE.findall(OWN_STYLE.read_text()))
    fewer = _only_read(rules, own | set(_VARIABLE.findall(rules)))
    if fewer != rules:
        return _without_idle_variables(fewer)
    return re.sub(r"[^{}]+\{\}", "", rules)


def _only_read(rules: str, read: set[str]) -> str:
    return _DECLARED.sub(lambda found: found[0] if found[1] in read else "", rules)


def write() -> None:
    """Write the file anew."""
    TARGET.write_text(trimmed(SOURCE.read_text(), used_classes()))


if __name__ == "__main__":
    write()
