"""One day's entry, from the bytes of a request to what the use case takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import request

from tracker.care.viewer import Refused
from tracker.recovery.jsonlines import InvalidRecovery, strict
from tracker.web.api.problems import stop

JSON = "application/json"
KEY = "Idempotency-Key"
LAST_DAY, MOST_VERSIONS = 400, 2**31 - 1
_KEY = re.compile(r'"?([A-Za-z0-9_.:-]{1,64})"?')


@dataclass(frozen=True)
class Sent:
    """An entry as it was sent: answers for the domain to check, the rest for the use case."""

    answers: dict[str, object]
    day: int | None
    note: str
    version: int
    key: str


def sent_entry() -> Sent:
    """The request's entry. Raises HTTPException (400, 413, 415), or Refused for each field."""
    body, key = _object(), _key()
    errors = {name: "Leave out what was not answered; null says nothing."
              for name, value in body.items() if value is None}
    day, version = body.pop("day", None), body.pop("version", 0)
    note = body.pop("note", "")
    if "submitted" in body:
        errors["submitted"] = "Leave this out: it is the day on which the entry comes in."
    if day is not None and not _whole(day, LAST_DAY):
        errors["day"] = f"Please give a whole number from 0 to {LAST_DAY}."
    if version is not None and not _whole(version, MOST_VERSIONS):
        errors["version"] = "Please give the version that this one replaces, 0 for none."
    if note is not None and (not isinstance(note, str) or _halved(note)):
        errors["note"] = "Please give the note as text."
    if errors:
        raise Refused(errors)
    return Sent(body, day, note.replace("\r\n", "\n").strip(), version, key)


def _object() -> dict[str, Any]:
    if request.mimetype != JSON:
        stop(415, f"Send the entry as {JSON}.")
    try:
        body = strict(request.get_data().decode())
    except UnicodeDecodeError:
        stop(400, "The body is not UTF-8.")
    except InvalidRecovery as error:
        stop(400, f"The body cannot be read: {error}.")
    if not isinstance(body, dict):
        raise Refused({"": "The body must be one object."})
    return body


def _key() -> str:
    found = _KEY.fullmatch(request.headers.get(KEY, ""))
    if found is None:
        stop(400, f"Send a header {KEY} of 1 to 64 letters, digits or any of _ . : - that is new "
                  "for each entry and the same when it is sent again.")
    return found[1]


def _whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _halved(text: str) -> bool:
    """Whether it holds half a character, which nothing can store."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)
