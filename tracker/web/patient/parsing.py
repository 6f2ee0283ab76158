"""From what a form sends to what the domain checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE

FRAME = frozenset({"csrf_token", "day", "key", "version", "note", "recovery", "asked",
                   "person", "waited"})
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SCORE = re.compile(r"[0-9]{1,3}")
_DEGREES = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")
_NONE_OF_OURS = "-"


@dataclass(frozen=True)
class Sent:
    """A check-in as it was sent: answers for the domain, the rest for the use case."""

    answers: dict[str, object]
    day: int | None
    recovery_id: str | None
    note: str
    key: str | None
    version: int | None


def parse(form: MultiDict[str, str]) -> Sent:
    """Read the form; what is not a number or yes/no stays as typed, for the domain to refuse.

    `asked` names the questions that were opened: one left without an answer is an empty answer,
    and not none at all, so that somebody who ticked "Pain" is not taken for free of pain.
    """
    answers: dict[str, object] = {
        name: _value(name, told)
        for name, values in form.lists()
        if name not in FRAME and (told := [value.strip() for value in values if value.strip()])
    }
    for name in form.getlist("asked"):
        if name in SCALES or name == TEMPERATURE:
            answers.setdefault(name, "")
    key, recovery_id = form.get("key", ""), form.get("recovery", "")
    return Sent(
        answers,
        day=_number(form.get("day")),
        recovery_id=(recovery_id if _ID.fullmatch(recovery_id) else _NONE_OF_OURS)
        if recovery_id else None,
        note=form.get("note", "").replace("\r\n", "\n").strip(),
        key=key if _ID.fullmatch(key) else None,
        version=_number(form.get("version")),
    )


def _number(text: str | None) -> int | None:
    """A whole number; -1, which none of ours is, for anything else but nothing."""
    if not text:
        return None
    return int(text) if _SCORE.fullmatch(text) else -1


def _value(name: str, told: Sequence[str]) -> object:
    if len(set(told)) > 1:
        return ", ".join(told)
    text = told[0]
    if name in SCALES and _SCORE.fullmatch(text):
        return int(text)
    if name == TEMPERATURE and _DEGREES.fullmatch(text):
        return float(text.replace(",", "."))
    if name in SIGNS:
        return {"yes": True, "no": False}.get(text, text)
    return text
