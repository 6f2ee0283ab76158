"""Answers that ask for a call on the same day, whatever the statistics say (evidence section 6).

The clinic sees them in its list. Blisters are a concern on that day (evidence 2.4); of the others
no mail goes out: a slip of the finger, or a cold, must not wake anybody. Whoever means them is told
to call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracker.recovery.assessment import Level
from tracker.recovery.entry import Entry
from tracker.recovery.sentence import Sentence, say
from tracker.recovery.symptoms import SIGNS

STRONG = 8
"""From this score on pain and bleeding are called severe (0-10, own estimate)."""
HARD_SIGNS: Mapping[str, tuple[str, Sentence, Level]] = {
    "blisters": ("herpes", say("You report blisters. They are easy to treat when they are seen "
                               "early."), Level.CONCERN),
    "discharge": ("infection", say("You report pus or cloudy fluid. It is easy to treat when it "
                                   "is seen early."), Level.WATCH),
    "spreading": ("infection", say("You report that it spreads. It is easy to treat when it is "
                                   "seen early."), Level.WATCH),
}
"""What each points to, in the patient's words, and the level that it has by itself."""
CLEAN_HANDS = say("Clean hands; do not touch or squeeze.")
NO_STEROID = say("No make-up, no cream with steroid.")
FEVER_SPREADS = say("Fever, or redness that spreads fast: get emergency care.")
STEPS = (CLEAN_HANDS, NO_STEROID, FEVER_SPREADS)
PRESS = (say("Press with a clean cloth and do not lift it."), say("Keep your head up."),
         say("Cool the skin around it."))


@dataclass(frozen=True)
class Call:
    """What asks for a call: for the clinic kind, reason and symptom, the rest for the patient."""

    kind: str
    reason: str
    symptom: str
    headline: Sentence
    why: Sentence
    steps: tuple[Sentence, ...] = STEPS
    level: Level = Level.WATCH


def worth_a_call(entry: Entry) -> Iterator[Call]:
    """What somebody should hear of today in an entry, the most telling first."""
    bleeding, pain = entry.scores["bleeding"], entry.scores.get("pain", 0)
    if (entry.day > 0 and bleeding >= STRONG) or bleeding == 10:
        yield Call("bleeding", f"Bleeding {bleeding} on day {entry.day}", "bleeding",
                   say("Press firmly for 15 minutes"),
                   say("You report a lot of bleeding. If it goes on after 15 minutes of "
                       "pressure, get emergency help."), PRESS)
    if entry.day > 0 and pain >= STRONG:
        yield Call("infection", f"Pain {pain} on day {entry.day}", "pain",
                   say("So much pain should be looked at"),
                   say("Pain goes down after the first day. Very strong pain, or skin that turns "
                       "purple or black, needs help at once."))
    for sign, (kind, why, level) in HARD_SIGNS.items() if True in entry.signs.values() else ():
        if entry.has(sign):
            yield Call(kind, f"{SIGNS[sign].label} reported on day {entry.day}", "redness",
                       say("Please call your clinic today"), why, level=level)
    if entry.temperature_c is not None and entry.fever:
        yield Call("infection", f"Fever {entry.temperature_c:g} °C on day {entry.day}", "redness",
                   say("Please call your clinic today"),
                   say("You have %(degrees)s °C. It may be a cold, but a fever after a treatment "
                       "should be told.", degrees=entry.temperature_c))
