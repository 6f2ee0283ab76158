"""From what a form sends to what the domain checks."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE

FRAME = frozenset({"csrf_token", "key", "version", "note", "recovery"})


@dataclass(frozen=True)
class Sent:
    """A check-in as it was sent: answers for the domain, the rest for the use case."""

    answers: dict[str, object]
    recovery_id: str | None
    note: str
    key: str | None
    version: int | None


def parse(form: MultiDict[str, str]) -> Sent:
    """Read the form; what is not a number or yes/no stays as typed, for the domain to refuse."""
    answers: dict[str, object] = {}
    for name, value in form.items():
        if name in FRAME or not value.strip():
            continue
        answers[name] = _value(name, value.strip())
    version = form.get("version", "")
    return Sent(
        answers, form.get("recovery") or None, form.get("note", "").strip(),
        form.get("key", "")[:64] or None,
        int(version) if version.isascii() and version.isdecimal() else None,
    )


def _value(name: str, text: str) -> object:
    try:
        if name in SCALES and len(text) < 9:
            return int(text)
        if name == TEMPERATURE and len(text) < 9:
            return float(text.replace(",", "."))
    except ValueError:
        return text
    if name in SIGNS:
        return {"yes": True, "no": False}.get(text, text)
    return text
