"""What a recorded outcome says of the flag that it closed: the one table for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Said:
    """Whether there was a complication (None: the outcome does not say), and which kind it names;
    without a name it is the flag's own."""

    complication: bool | None
    kind: str = ""


OUTCOMES: Mapping[str, Said] = {
    "expected_healing": Said(False),
    "confirmed": Said(True),
    "infection_confirmed": Said(True, "infection"),
    # Treated on suspicion: whoever looked at the skin thought it likely enough to treat.
    "infection_suspected": Said(True, "infection"),
    **{kind: Said(True, kind) for kind in (
        "herpes", "pih", "contact_dermatitis", "persistent_inflammation", "scarring", "nerve",
        "bleeding")},
    # Somebody else will know; and "something else" may be anything.
    "referred": Said(None),
    "other": Said(None),
}
"""All that can be chosen, and what could be earlier (`tracker.recovery.outcomes`)."""


class Verdict(Enum):
    """Whether a flag was right."""

    RIGHT = "right"
    OTHER_KIND = "another complication"
    WRONG = "wrong"
    NOTHING = "says nothing"


def verdict(kind: str, outcome: str) -> Verdict:
    """Whether a flag of this kind was right, by the outcome it was closed with."""
    said = OUTCOMES.get(outcome, Said(None))
    if said.complication is None:
        return Verdict.NOTHING
    if not said.complication:
        return Verdict.WRONG
    return Verdict.RIGHT if said.kind in ("", kind) else Verdict.OTHER_KIND


def complication(kind: str, outcome: str) -> str:
    """The kind of complication that closing a flag with this outcome recorded; "" for none."""
    said = OUTCOMES.get(outcome, Said(None))
    return (said.kind or kind) if said.complication else ""
