"""Signs that act at once, whatever the statistics say (evidence sections 2 and 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.recovery.course import Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.sentence import Sentence, say
from tracker.recovery.symptoms import SCALES
from tracker.recovery.treatment import Recovery

INFLAMED = ("redness", "swelling", "pain", "warmth")
"""The symptoms that are told beside a fever with spreading redness."""
BURN_UNTIL = 2
"""Blisters until this day after heat from needles are taken for a burn (evidence 2.8)."""
FEVER_TOO = say("You have blisters and a fever.")
SPREADING_TOO = say("You have blisters that spread.")


@dataclass(frozen=True)
class Danger:
    """A sign of danger: the kind it points to, in words for the clinic and for the patient."""

    kind: str
    reasons: tuple[str, ...]
    symptom: str
    patient_reason: Sentence
    emergency: bool = True
    clears: str = "A clinician's examination"


def dangers(recovery: Recovery, entry: Entry, line: Timeline) -> Iterator[Danger]:
    """What in an entry asks for help on the same day or at once."""
    if entry.has("breathing_trouble"):
        yield Danger("hypersensitivity", ("Trouble breathing reported",), "swelling",
                     say("It is hard for you to breathe."))
    if entry.fever and entry.has("spreading"):
        told = f"Fever {entry.temperature_c:g} °C with spreading redness"
        yield Danger("infection", (told, *_above_limits(recovery, entry, line)), "redness",
                     say("You have a fever, and the redness spreads."))
    if entry.has("eye_symptoms"):
        yield Danger("herpes" if entry.has("blisters") else "infection",
                     ("Eye involvement reported",), "redness",
                     say("You have trouble with an eye."))
    if entry.has("droop"):
        yield Danger("nerve", ("Drooping of mouth or eyelid reported",), "numbness",
                     say("Your mouth or an eyelid droops."))
    if entry.has("blisters"):
        yield from _blisters(recovery, entry)


def _blisters(recovery: Recovery, entry: Entry) -> Iterator[Danger]:
    if entry.fever or entry.has("spreading"):
        company = "fever" if entry.fever else "spreading"
        yield Danger("herpes", (f"Blisters with {company} on day {entry.day}",), "pain",
                     FEVER_TOO if entry.fever else SPREADING_TOO, emergency=entry.fever,
                     clears="All crusted and no new blisters for 48 h")
    if recovery.treatment.modality == "rf" and entry.day <= BURN_UNTIL:
        yield Danger("scarring", (f"Blisters on day {entry.day} after RF: a burn?",), "redness",
                     say("You have blisters so soon after the treatment."), emergency=False)


def _above_limits(recovery: Recovery, entry: Entry, line: Timeline) -> Iterator[str]:
    for name in INFLAMED:
        limit = line.expected(name, entry.day, recovery).most
        if entry.scores.get(name, 0) > limit:
            yield (f"{SCALES[name].label} {entry.scores[name]} on day {entry.day}; expected at "
                   f"most {limit} after {line.treatment(recovery.treatment)}")
