"""What the patient is told after an entry: calm, concrete, in plain words. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.recovery.assessment import Assessment, Flag, Level
from tracker.recovery.calling import STEPS, worth_a_call
from tracker.recovery.danger import dangers
from tracker.recovery.entry import Entry
from tracker.recovery.sentence import Sentence, say
from tracker.recovery.symptoms import SCALES
from tracker.recovery.timeline import Phase, Timeline
from tracker.recovery.treatment import Recovery

DANGER_SIGNS: tuple[Sentence, ...] = (
    say("Trouble breathing, or a swollen tongue, lips or face"),
    say("Fever of 38 °C or more while redness spreads"),
    say("Eye pain, a red eye or seeing worse"),
    say("Very strong pain, or skin that turns purple or black"),
    say("Mouth or eyelid droops, weak arm or slurred speech"),
    say("Bleeding that does not stop after 15 minutes of firm pressure"),
)
"""Signs that need emergency help at once (evidence section 6)."""
CALL_WHEN: tuple[Sentence, ...] = (
    say("Pus, blisters or redness that spreads"),
    say("Redness, swelling or pain gets worse again"),
    say("A fever of 38 °C or more"),
)
KEEP_AN_EYE = say("Keep an eye on it")
CALL_TODAY = say("Call today")
WILL_LOOK = say("Your clinic will look")
CALL_CLINIC = say("Call your clinic today")
TOMORROW = say("Check in again tomorrow.")
EVERY_DAY: tuple[tuple[Sentence, Sentence], ...] = (
    (say("Sun"), say("From day 1 wear mineral sunscreen, SPF 30 or more, and a hat, every day for "
                     "six weeks. Sun on healing skin can leave dark marks.")),
    (say("Make-up"), say("None on the day of your treatment. After that only on closed, calm skin, "
                         "and with clean brushes.")),
    (say("Gentle care"), say("Clean hands, lukewarm water, a plain moisturiser. Do not scrub, rub "
                             "or pick. Let flakes fall by themselves.")),
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
    badge: Sentence
    headline: Sentence
    sentences: tuple[Sentence, ...]
    action: Sentence
    steps: tuple[Sentence, ...]
    call_when: tuple[Sentence, ...]


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
    call = next(worth_a_call(entry), None)
    if call and not (worst and level is Level.URGENT and worst.day >= entry.submitted):
        return Guidance("urgent", CALL_TODAY, call.headline, (call.why,), CALL_CLINIC, call.steps,
                        DANGER_SIGNS)
    if worst is not None and level >= Level.CONCERN:
        if worst.day < entry.submitted:
            return _not_seen_yet(worst, phase)
        return _urgent(worst) if level is Level.URGENT else _concern(worst, phase)
    if worst is not None:
        return Guidance("watch", KEEP_AN_EYE, say("Slower than usual. Keep an eye on it."),
                        (worst.patient_reason,), TOMORROW, phase.do, CALL_WHEN)
    return _calm(recovery, timeline, entry)


def _emergency(reason: Sentence) -> Guidance:
    return Guidance("emergency", say("Get help now"), say("This needs help right now"), (reason,),
                    say("Call the emergency number now"),
                    (say("Do not wait for a call back."), say("Do not drive yourself.")),
                    DANGER_SIGNS)


def _urgent(flag: Flag) -> Guidance:
    return Guidance("urgent", CALL_TODAY, _headline(flag), (flag.patient_reason, _meaning(flag)),
                    CALL_CLINIC, STEPS, DANGER_SIGNS)


def _concern(flag: Flag, phase: Phase) -> Guidance:
    return Guidance("concern", WILL_LOOK, say("Your clinic should see this"),
                    (flag.patient_reason, _meaning(flag)),
                    say("Your clinic looks within 48 hours. Call if it gets worse."), phase.do,
                    CALL_WHEN)


def _not_seen_yet(flag: Flag, phase: Phase) -> Guidance:
    """What an earlier day raised and nobody has closed yet: said as of that day, not of today."""
    if flag.emergency:
        again = say("If it is still there, or comes back, call the emergency number now.")
    else:
        again = say("If it is worse today, call your clinic.")
    urgent = flag.level is Level.URGENT
    return Guidance(
        "urgent" if urgent else "concern", CALL_TODAY if urgent else WILL_LOOK,
        say("Has somebody looked at it?"),
        (say("Your answers of day %(day)s stood out, and your clinic has not closed this yet.",
             day=flag.day), again),
        say("Call your clinic today if nobody has looked at it") if urgent
        else say("Your clinic looks within 48 hours."),
        phase.do, DANGER_SIGNS if urgent else CALL_WHEN)


def _calm(recovery: Recovery, timeline: Timeline, entry: Entry) -> Guidance:
    phase = timeline.phase(entry.day)
    name, excess = _most_above(recovery, timeline, entry)
    if excess <= 0:
        return Guidance("as_expected", say("As expected"), say("Your skin is healing as expected"),
                        (phase.expect,), say("Nothing special to do today."), phase.do, CALL_WHEN)
    label = SCALES[name].label
    if excess >= FAR_ABOVE:
        headline = say("%(what)s: more than usual for this day", what=label)
        why = say("One day like this can happen. If you feel unwell, or it is the same tomorrow, "
                  "call your clinic.")
    else:
        headline = say("%(what)s: a bit more than usual for this day", what=label)
        why = say("One day like this is common. Watch how it goes.")
    return Guidance("watch", KEEP_AN_EYE, headline, (why,), TOMORROW, phase.do, CALL_WHEN)


def _most_above(recovery: Recovery, timeline: Timeline, entry: Entry) -> tuple[str, float]:
    """The answer that stands highest above its upper limit; dark patches above the own start."""
    start = next((e.scores["dark_patches"] for e in sorted(recovery.entries, key=lambda e: e.day)
                  if e.day <= OWN_START_UNTIL and "dark_patches" in e.scores), 0)

    def excess(name: str) -> float:
        base = start if name == "dark_patches" else 0
        return entry.scores[name] - base - timeline.expected(name, entry.day, recovery).limit

    return max(((name, excess(name)) for name in entry.scores), key=lambda found: found[1])


def _headline(flag: Flag) -> Sentence:
    if any(" fell to " in reason for reason in flag.reasons):
        return say("Your skin was healing and got worse again")
    return say("Please call your clinic today")


_MEANINGS = {
    "infection": say("This can be the start of an infection. It is easy to treat when it is seen "
                     "early."),
    "herpes": say("This can be a cold sore virus. Treatment works best when it starts early."),
    "contact_dermatitis": say("Your skin may react to a product. Stop all but the plain "
                              "moisturiser."),
    "pih": say("Dark marks can be treated best when they are seen early. Use sunscreen."),
}


def _meaning(flag: Flag) -> Sentence:
    return _MEANINGS.get(flag.kind, say("It is best to have it looked at early."))
