"""What judging a recovery gives: flags with their levels and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from tracker.recovery.sentence import Sentence

KINDS: Mapping[str, str] = {
    "infection": "Infection",
    "herpes": "Cold sore virus (herpes)",
    "contact_dermatitis": "Contact dermatitis",
    "pih": "Dark marks (PIH)",
    "persistent_inflammation": "Inflammation that persists",
    "scarring": "Scarring or track marks",
    "nerve": "Nerve irritation",
    "bleeding": "Unusual bleeding",
    "hypersensitivity": "Allergic reaction",
}


class Level(IntEnum):
    """How soon somebody must look: dashboard only, within 48 hours, the same day."""

    NONE = 0
    WATCH = 1
    CONCERN = 2
    URGENT = 3

    @property
    def word(self) -> str:
        """The level as it is exchanged."""
        return self.name.lower()


@dataclass(frozen=True)
class Flag:
    """One suspicion, raised on a day, with its evidence in plain words.

    `symptom` is the scale that carries it, `clears` what would make it go away,
    `patient_reason` the evidence as the patient is told it. `weights` holds the competing
    explanations in words with their shares, normal healing and its mishaps among them; they sum
    to one. `days` are the days whose answers carried it. Both are empty where a sign of danger
    acted at once.
    """

    day: int
    kind: str
    level: Level
    reasons: tuple[str, ...]
    symptom: str
    patient_reason: Sentence
    clears: str
    emergency: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """All flags of a recovery, by day, and the timeline they were judged by."""

    flags: tuple[Flag, ...]
    timeline_version: str

    @property
    def level(self) -> Level:
        """The highest level of any flag."""
        return max((flag.level for flag in self.flags), default=Level.NONE)

    def flags_until(self, day: int) -> tuple[Flag, ...]:
        """The flags raised on or before a day."""
        return tuple(flag for flag in self.flags if flag.day <= day)
