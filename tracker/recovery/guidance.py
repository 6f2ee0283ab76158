"""What the patient is told after an entry: calm, concrete, in plain words. Never a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.recovery.assessment import Assessment, Flag, Level
from tracker.recovery.course import Timeline
from tracker.recovery.symptoms import CORE, SCALES
from tracker.recovery.treatment import Recovery

DANGER_SIGNS: tuple[str, ...] = (
    "Trouble breathing, or a swollen tongue, lips or face",
    "Fever of 38 °C or more while redness spreads",
    "Eye pain, a red eye or seeing worse",
    "Very strong pain, or skin that turns purple or black",
    "Mouth or eyelid droops, weak arm or slurred speech",
    "Bleeding that does not stop after 15 minutes of firm pressure",
)
"""Signs that need emergency help at once (evidence section 6)."""
CALL_WHEN: tuple[str, ...] = (
    "Pus, blisters or redness that spreads",
    "Redness, swelling or pain gets worse again",
    "A fever of 38 °C or more",
)
STILL_TOLD_DAYS = 3
"""For so many days after a flag the page stays at least as careful as the flag."""


@dataclass(frozen=True)
class Guidance:
    """The words for the page after saving; `tone` sets how it looks."""

    tone: str
    badge: str
    headline: str
    sentences: tuple[str, ...]
    action: str
    steps: tuple[str, ...]
    call_when: tuple[str, ...]


def guide(
    recovery: Recovery, assessment: Assessment, timeline: Timeline, day: int
) -> Guidance:
    """What to say about a day: the worst flag of the last days decides the tone."""
    sent = max((e.submitted for e in recovery.entries if e.day == day), default=day)
    recent = [f for f in assessment.flags if sent - STILL_TOLD_DAYS <= f.day <= sent]
    worst = max(recent, key=lambda f: (f.emergency, f.level, f.day), default=None)
    phase = timeline.phase(day)
    if worst is None:
        return _calm(recovery, timeline, day)
    if worst.emergency:
        return Guidance("emergency", "Get help now", "This needs help right now",
                        (worst.patient_reason,), "Call the emergency number now",
                        ("Do not wait for a call back.", "Do not drive yourself."), DANGER_SIGNS)
    if worst.level is Level.URGENT:
        return Guidance("urgent", "Call today", _headline(worst),
                        (worst.patient_reason, _meaning(worst)), "Call your clinic today",
                        ("Clean hands; do not touch or squeeze.",
                         "No make-up, no cream with steroid.",
                         "Fever, or redness that spreads fast: get emergency care."), DANGER_SIGNS)
    if worst.level is Level.CONCERN:
        return Guidance("concern", "Your clinic will look", "Your clinic should see this",
                        (worst.patient_reason, _meaning(worst)),
                        "Your clinic looks within 48 hours. Call if it gets worse.",
                        phase.do, CALL_WHEN)
    return Guidance("watch", "Keep an eye on it", "Slower than usual. Keep an eye on it.",
                    (worst.patient_reason,), "Check in again tomorrow.", phase.do, CALL_WHEN)


def _calm(recovery: Recovery, timeline: Timeline, day: int) -> Guidance:
    entry = next(e for e in recovery.entries if e.day == day)
    above = [name for name in CORE
             if entry.scores[name] > timeline.expected(name, day, recovery).limit]
    if above:
        label = SCALES[above[0]].label
        return Guidance("watch", "Keep an eye on it", f"{label} is a bit high for this day",
                        ("One day like this is common. Watch how it goes.",),
                        "Check in again tomorrow.", timeline.phase(day).do, CALL_WHEN)
    phase = timeline.phase(day)
    return Guidance("as_expected", "As expected", "Your skin is healing as expected",
                    (phase.expect,), "Nothing special to do today.", phase.do, CALL_WHEN)


def _headline(flag: Flag) -> str:
    if any(" fell to " in reason for reason in flag.reasons):
        return "Your skin was healing and got worse again"
    return "Please call your clinic today"


def _meaning(flag: Flag) -> str:
    return {
        "infection": "This can be the start of an infection. It is easy to treat when it is "
                     "seen early.",
        "herpes": "This can be a cold sore virus. Treatment works best when it starts early.",
        "contact_dermatitis": "Your skin may react to a product. Stop all but the plain "
                              "moisturiser.",
        "pih": "Dark marks can be treated best when they are seen early. Use sunscreen.",
    }.get(flag.kind, "It is best to have it looked at early.")
