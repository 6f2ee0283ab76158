"""What the patient is told after an entry: calm, concrete, in plain words. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.recovery.assessment import Assessment, Flag, Level
from tracker.recovery.calling import worth_a_call
from tracker.recovery.danger import dangers
from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import SCALES
from tracker.recovery.timeline import Phase, Timeline
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
EVERY_DAY: tuple[tuple[str, str], ...] = (
    ("Sun", "From day 1 wear mineral sunscreen, SPF 30 or more, and a hat, every day for six "
            "weeks. Sun on healing skin can leave dark marks."),
    ("Make-up", "None on the day of your treatment. After that only on closed, calm skin, and "
                "with clean brushes."),
    ("Gentle care", "Clean hands, lukewarm water, a plain moisturiser. Do not scrub, rub or pick. "
                    "Let flakes fall by themselves."),
)
"""What holds through the whole recovery (evidence section 5)."""
STILL_TOLD_DAYS = 3
"""For so many days after a flag the page stays at least as careful as the flag."""
OWN_START_UNTIL = 3
"""Dark patches answered until this day are marks from before (evidence section 8)."""
FAR_ABOVE = 4
"""Points above the upper limit that are more than one bad day."""


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
    recovery: Recovery, assessment: Assessment, timeline: Timeline, day: int,
    settled: Mapping[str, int] | None = None,
) -> Guidance:
    """What to say about a day: what it reports itself, then the worst flag of the last days.

    `settled` maps a kind to the day on which a clinician closed it: that is over.
    """
    entry = next(e for e in recovery.entries if e.day == day)
    phase = timeline.phase(day)
    danger = next((d for d in dangers(recovery, entry, timeline) if d.emergency), None)
    if danger is not None:
        return _emergency(danger.patient_reason)
    over = settled or {}
    recent = [f for f in assessment.flags
              if entry.submitted - STILL_TOLD_DAYS <= f.day <= entry.submitted
              and over.get(f.kind, -1) < f.day]
    worst = max(recent, key=lambda f: (f.level, f.day), default=None)
    level = worst.level if worst else Level.NONE
    if worst is not None and level >= Level.CONCERN:
        if worst.day < entry.submitted:
            return _not_seen_yet(worst, phase)
        return _urgent(worst) if level is Level.URGENT else _concern(worst, phase)
    if call := worth_a_call(entry):
        return Guidance("urgent", "Call today", call.headline, (call.why,),
                        "Call your clinic today", call.steps, DANGER_SIGNS)
    if worst is not None:
        return Guidance("watch", "Keep an eye on it", "Slower than usual. Keep an eye on it.",
                        (worst.patient_reason,), "Check in again tomorrow.", phase.do, CALL_WHEN)
    return _calm(recovery, timeline, entry)


def _emergency(reason: str) -> Guidance:
    return Guidance("emergency", "Get help now", "This needs help right now", (reason,),
                    "Call the emergency number now",
                    ("Do not wait for a call back.", "Do not drive yourself."), DANGER_SIGNS)


def _urgent(flag: Flag) -> Guidance:
    return Guidance("urgent", "Call today", _headline(flag),
                    (flag.patient_reason, _meaning(flag)), "Call your clinic today",
                    ("Clean hands; do not touch or squeeze.",
                     "No make-up, no cream with steroid.",
                     "Fever, or redness that spreads fast: get emergency care."), DANGER_SIGNS)


def _concern(flag: Flag, phase: Phase) -> Guidance:
    return Guidance("concern", "Your clinic will look", "Your clinic should see this",
                    (flag.patient_reason, _meaning(flag)),
                    "Your clinic looks within 48 hours. Call if it gets worse.", phase.do,
                    CALL_WHEN)


def _not_seen_yet(flag: Flag, phase: Phase) -> Guidance:
    """What an earlier day raised and nobody has closed yet: said as of that day, not of today."""
    if flag.emergency:
        again = "If it is still there, or comes back, call the emergency number now."
    else:
        again = "If it is worse today, call your clinic."
    urgent = flag.level is Level.URGENT
    return Guidance(
        "urgent" if urgent else "concern", "Call today" if urgent else "Your clinic will look",
        "Has somebody looked at it?",
        (f"Your answers of day {flag.day} stood out, and your clinic has not closed this yet.",
         again),
        "Call your clinic today if nobody has looked at it" if urgent
        else "Your clinic looks within 48 hours.",
        phase.do, DANGER_SIGNS if urgent else CALL_WHEN)


def _calm(recovery: Recovery, timeline: Timeline, entry: Entry) -> Guidance:
    phase = timeline.phase(entry.day)
    name, excess = _most_above(recovery, timeline, entry)
    if excess <= 0:
        return Guidance("as_expected", "As expected", "Your skin is healing as expected",
                        (phase.expect,), "Nothing special to do today.", phase.do, CALL_WHEN)
    label = SCALES[name].label
    if excess >= FAR_ABOVE:
        return Guidance("watch", "Keep an eye on it", f"{label}: more than usual for this day",
                        ("One day like this can happen. If you feel unwell, or it is the same "
                         "tomorrow, call your clinic.",),
                        "Check in again tomorrow.", phase.do, CALL_WHEN)
    return Guidance("watch", "Keep an eye on it", f"{label}: a bit more than usual for this day",
                    ("One day like this is common. Watch how it goes.",),
                    "Check in again tomorrow.", phase.do, CALL_WHEN)


def _most_above(recovery: Recovery, timeline: Timeline, entry: Entry) -> tuple[str, float]:
    """The answer that stands highest above its upper limit; dark patches above the own start."""
    start = next((e.scores["dark_patches"] for e in sorted(recovery.entries, key=lambda e: e.day)
                  if e.day <= OWN_START_UNTIL and "dark_patches" in e.scores), 0)

    def excess(name: str) -> float:
        base = start if name == "dark_patches" else 0
        return entry.scores[name] - base - timeline.expected(name, entry.day, recovery).limit

    return max(((name, excess(name)) for name in entry.scores), key=lambda found: found[1])


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
