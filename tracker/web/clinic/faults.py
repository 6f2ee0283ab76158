"""What is wrong with a form of the recovery's page, and what was done while it was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.store.work import Change

STEP_WORDS = {
    "alert raised": "A new alert was raised",
    "check-in sent": "A check-in was sent",
    "alert acknowledged": "Taken",
    "alert assigned": "Given to a colleague",
    "level set": "Level set",
    "alert resolved": "Resolved",
    "message sent": "Message sent to the patient",
    "messages read": "Messages marked as read",
    "note added": "Note added",
    "check-in asked for": "Asked for a check-in",
    "photo asked for": "Asked for a photo",
}
"""The steps of work as the page says them."""


@dataclass(frozen=True)
class Fault:
    """A form that was not taken: which, why, and what was typed into it.

    `changes` is what was done since its page was shown, where that is why.
    """

    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[Change] | None = None

    def value(self, form: str, name: str) -> str:
        """What was typed into a field of a form."""
        return self.typed.get(name, "") if form == self.form else ""

    def error(self, form: str, name: str) -> str:
        """What is wrong with it."""
        return self.errors.get(name, "") if form == self.form else ""

    def place(self, name: str) -> str:
        """Where on the page a field stands: forms of one alert end in its number."""
        return "-".join([name, *self.form.split("-")[1:]])


NO_FAULT = Fault()
