"""Answers that ask for a call on the same day, whatever the statistics say (evidence section 6).

The clinic sees them in its list, but no mail goes out: a slip of the finger, or a cold, must not
wake anybody. Whoever means them is told to call.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import SIGNS

STRONG = 8
"""From this score on pain and bleeding are called severe (0-10, own estimate)."""
HARD_SIGNS = {"discharge": ("infection", "pus or cloudy fluid"),
              "spreading": ("infection", "spreading"), "blisters": ("herpes", "blisters")}
STEPS = ("Clean hands; do not touch or squeeze.", "No make-up, no cream with steroid.",
         "Fever, or redness that spreads fast: get emergency care.")
PRESS = ("Press with a clean cloth and do not lift it.", "Keep your head up.",
         "Cool the skin around it.")


@dataclass(frozen=True)
class Call:
    """What asks for a call: for the clinic kind, reason and symptom, the rest for the patient."""

    kind: str
    reason: str
    symptom: str
    headline: str
    why: str
    steps: tuple[str, ...] = STEPS


def worth_a_call(entry: Entry) -> Call | None:
    """The first thing in an entry that somebody should hear of today, or None."""
    bleeding, pain = entry.scores["bleeding"], entry.scores.get("pain", 0)
    if (entry.day > 0 and bleeding >= STRONG) or bleeding == 10:
        return Call("bleeding", f"Bleeding {bleeding} on day {entry.day}", "bleeding",
                    "Press firmly for 15 minutes", "You report a lot of bleeding. If it goes on "
                    "after 15 minutes of pressure, get emergency help.", PRESS)
    if entry.day > 0 and pain >= STRONG:
        return Call("infection", f"Pain {pain} on day {entry.day}", "pain",
                    "So much pain should be looked at", "Pain goes down after the first day. Very "
                    "strong pain, or skin that turns purple or black, needs help at once.")
    for sign, (kind, what) in HARD_SIGNS.items() if True in entry.signs.values() else ():
        if entry.has(sign):
            return Call(kind, f"{SIGNS[sign].label} reported on day {entry.day}", "redness",
                        "Please call your clinic today", f"You report {what}. It is easy to treat "
                        "when it is seen early.")
    if entry.fever:
        return Call("infection", f"Fever {entry.temperature_c:g} °C on day {entry.day}", "redness",
                    "Please call your clinic today", f"You have {entry.temperature_c:g} °C. It may "
                    "be a cold, but a fever after a treatment should be told.")
    return None
