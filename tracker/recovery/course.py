"""A recovery as it was known on one day: what the rules look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.recovery.assessment import Level
from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import SCALES
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

INFLAMED = ("redness", "swelling", "pain", "warmth")


@dataclass(frozen=True)
class Suspicion:
    """What one rule says: a kind, how soon, and the evidence."""

    kind: str
    level: Level
    reasons: tuple[str, ...]
    symptom: str = "redness"
    patient_reason: str = ""
    clears: str = "Two falling days without new signs, or your entry"
    emergency: bool = False


@dataclass(frozen=True)
class Course:
    """The days known so far, the last one in focus. `margin` is added to every limit."""

    recovery: Recovery
    timeline: Timeline
    days: Sequence[Entry]
    margin: float = 0.0

    @property
    def today(self) -> Entry:
        """The day in focus."""
        return self.days[-1]

    @property
    def day(self) -> int:
        """Its number."""
        return self.days[-1].day

    @property
    def before(self) -> Entry | None:
        """The day answered before it."""
        return self.days[-2] if len(self.days) > 1 else None

    def limit(self, symptom: str, day: int) -> float:
        """The upper limit of normal; for dark patches above the own baseline."""
        return self.timeline.expected(symptom, day, self.recovery).limit

    def excess(self, symptom: str, entry: Entry) -> float:
        """How far an answer stands above the limit, margin included; -1 where not answered."""
        score = entry.scores.get(symptom)
        if score is None:
            return -1.0
        return score - self.limit(symptom, entry.day) - self.margin

    def over(self, entry: Entry) -> tuple[str, ...]:
        """The inflammation symptoms that stand above their limits."""
        return tuple(name for name in INFLAMED if self.excess(name, entry) >= 0.5)

    @cached_property
    def over_today(self) -> tuple[str, ...]:
        """The same for the day in focus."""
        return self.over(self.today)

    def lowest_before(self, symptom: str) -> int | None:
        """The lowest answer since day 1, before the day in focus."""
        known = [e.scores[symptom] for e in self.days[:-1] if e.day >= 1 and symptom in e.scores]
        return min(known, default=None)

    def rise(self, symptom: str) -> int:
        """How far today stands above the lowest since day 1; 0 where nothing is known."""
        score, lowest = self.today.scores.get(symptom), self.lowest_before(symptom)
        return 0 if score is None or lowest is None else score - lowest

    def falling(self, symptom: str) -> bool:
        """Whether today is below the answer before: the best sign of normal healing."""
        if self.before is None or symptom not in self.before.scores:
            return False
        return self.today.scores.get(symptom, 10) < self.before.scores[symptom]

    def told(self, symptom: str) -> str:
        """The comparison with what is expected, in plain words."""
        phrase = f"{self.timeline.phrase} at {self.recovery.treatment.depth_mm:g} mm"
        return (f"{SCALES[symptom].label} {self.today.scores[symptom]} on day {self.day}; expected "
                f"at most {self.limit(symptom, self.day):.0f} after {phrase}")

    def told_patient(self, symptom: str) -> str:
        """The same for the patient, with the way it came."""
        label, score = SCALES[symptom].label, self.today.scores.get(symptom, 0)
        usual = f"On day {self.day} it is usually {self.limit(symptom, self.day):.0f} or less."
        lowest = self.lowest_before(symptom)
        if lowest is not None and score - lowest >= 2:
            return f"{label} went down to {lowest} and is {score} now. {usual}"
        return f"{label} is {score}. {usual}"
