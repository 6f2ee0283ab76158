"""Answers that ask for a call on the same day, whatever the statistics say (evidence section 6).

They raise no alert by themselves: a slip of the finger must not wake anybody. But whoever means
them is told to call.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.recovery.entry import Entry

STRONG = 8
"""From this score on pain and bleeding are called severe (0-10, own estimate)."""
DEFAULT_STEPS = ("Clean hands; do not touch or squeeze.", "No make-up, no cream with steroid.",
                 "Fever, or redness that spreads fast: get emergency care.")


@dataclass(frozen=True)
class Call:
    """Why to call, and what to do until then."""

    headline: str
    why: str
    steps: tuple[str, ...] = DEFAULT_STEPS


def worth_a_call(entry: Entry) -> Call | None:
    """The first thing in an entry that somebody should hear of today, or None."""
    if (entry.day > 0 and entry.scores["bleeding"] >= STRONG) or entry.scores["bleeding"] == 10:
        return Call("Press firmly for 15 minutes", "You report a lot of bleeding. If it goes on "
                    "after 15 minutes of pressure, get emergency help.",
                    ("Press with a clean cloth and do not lift it.", "Keep your head up.",
                     "Cool the skin around it."))
    if entry.day > 0 and entry.scores.get("pain", 0) >= STRONG:
        return Call("So much pain should be looked at", "Pain goes down after the first day. Very "
                    "strong pain, or skin that turns purple or black, needs help at once.")
    for sign, what in (("discharge", "pus or cloudy fluid"), ("spreading", "spreading"),
                       ("blisters", "blisters")):
        if entry.has(sign):
            return Call("Please call your clinic today", f"You report {what}. It is easy to treat "
                        "when it is seen early.")
    if entry.fever:
        return Call("Please call your clinic today", f"You have {entry.temperature_c:g} °C. It may "
                    "be a cold, but a fever after a treatment should be told.")
    return None
