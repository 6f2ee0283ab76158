"""Redness, swelling, pain, warmth and itching that do not follow the expected course."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.recovery.assessment import Level
from tracker.recovery.course import Course, Suspicion

EARLY = 10
"""Until this day rising inflammation is read as acute (onset windows, evidence 2.1)."""


def itch_led(c: Course) -> bool:
    """Whether itching leads: as high as pain and no lower than redness by more than one."""
    itch = c.today.scores.get("itching", 0)
    scores = c.today.scores
    # Without the clinic's margin: which kind it is must not hang on how many alerts are wanted.
    return (c.excess("itching", c.today) + c.margin >= 0.5 and itch >= 4 and not c.today.fever
            and itch >= scores.get("pain", 0) and itch >= scores.get("redness", 0) - 1)


def acute(c: Course) -> Iterator[Suspicion]:
    """Bacterial pattern: two channels above their limits, and rising again after falling."""
    if not 1 <= c.day <= EARLY or itch_led(c) or not c.over_today:
        return
    over = c.over_today
    risen = [name for name in over if c.rise(name) >= 2]
    reasons = tuple(c.told(name) for name in over[:3])
    if len(over) >= 2 and len(risen) >= 2:
        level = Level.URGENT
        reasons = (*reasons, _risen(c, risen))
    elif len(over) >= 2 and not all(c.falling(name) for name in over):
        level = Level.CONCERN if c.day >= 2 else Level.WATCH
    elif _two_days(c):
        level = Level.CONCERN
    else:
        level = Level.WATCH
    # A single slow but falling symptom is how slow healers heal.
    if level is Level.WATCH and all(c.falling(name) for name in over):
        return
    lead = max(over, key=lambda name: c.excess(name, c.today))
    yield Suspicion("infection", level, reasons, lead, c.told_patient(lead))


def _two_days(c: Course) -> bool:
    """One symptom well above its limit on two answered days running, and not falling."""
    if c.before is None or c.day - c.before.day > 3 or c.day < 2:
        return False
    return any(
        c.excess(name, c.today) >= 1.5 and c.excess(name, c.before) >= 1.5 and not c.falling(name)
        for name in c.over_today
    )


def _risen(c: Course, names: list[str]) -> str:
    words = [f"{name} {c.lowest_before(name)} → {c.today.scores[name]}" for name in names]
    return "Worse after healing: " + ", ".join(words)


def dermatitis(c: Course) -> Iterator[Suspicion]:
    """Contact dermatitis: itching leads, rising over one to seven days."""
    if not 1 <= c.day <= 14 or not itch_led(c):
        return
    company = [name for name in ("redness", "swelling") if c.excess(name, c.today) >= 0.5]
    repeated = c.before is not None and c.excess("itching", c.before) >= 0.5
    level = Level.CONCERN if company or (repeated and not c.falling("itching")) else Level.WATCH
    reasons = (c.told("itching"), *(c.told(name) for name in company))
    yield Suspicion("contact_dermatitis", level, reasons, "itching", c.told_patient("itching"),
                    "Itching and redness falling for 2 days after stopping the product")
