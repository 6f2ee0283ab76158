"""Danger and hard signs: they act at once, whatever the figures say (evidence 2.1 and 6)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.recovery.assessment import Level
from tracker.recovery.course import Course, Suspicion


def emergencies(c: Course) -> Iterator[Suspicion]:
    """Signs that need help now."""
    today = c.today
    if today.has("breathing_trouble"):
        yield _now("hypersensitivity", "Trouble breathing reported", "swelling",
                   "You report trouble breathing.")
    if today.fever and today.has("spreading"):
        yield _now("infection", f"Fever {today.temperature_c:g} °C with spreading redness",
                   "redness", "You have a fever and the redness is spreading.",
                   tuple(c.told(name) for name in c.over_today))
    if today.has("eye_symptoms"):
        kind = "herpes" if today.has("blisters") else "infection"
        yield _now(kind, "Eye involvement reported", "redness", "You report eye trouble.")
    if today.has("droop"):
        yield _now("nerve", "Drooping of mouth or eyelid reported", "numbness",
                   "You report that the mouth or an eyelid droops.")


def _now(
    kind: str, reason: str, symptom: str, patient_reason: str, more: tuple[str, ...] = ()
) -> Suspicion:
    return Suspicion(kind, Level.URGENT, (reason, *more), symptom, patient_reason,
                     "A clinician's examination", emergency=True)


def blisters(c: Course) -> Iterator[Suspicion]:
    """Blisters: herpes until shown otherwise; after RF in the first days also a burn."""
    today = c.today
    if not today.has("blisters"):
        return
    worse = today.has("spreading") or today.fever or today.scores.get("pain", 0) >= 5
    level = Level.URGENT if worse else Level.CONCERN
    reasons = [f"Blisters reported on day {c.day}"]
    if "pain" in today.scores:
        reasons.append(f"Pain {today.scores['pain']}")
    if c.recovery.cold_sores:
        reasons.append("Has had cold sores before")
    yield Suspicion("herpes", level, tuple(reasons), "pain" if "pain" in today.scores else
                    "redness", "You report blisters.", "All crusted and no new blisters for 48 h")
    if c.recovery.treatment.modality == "rf" and c.day <= 2:
        yield Suspicion("scarring", Level.URGENT, (f"Blisters on day {c.day} after RF: a burn?",),
                        "redness", "You report blisters so soon after the treatment.",
                        "A clinician's examination")


def infection_signs(c: Course) -> Iterator[Suspicion]:
    """Pus, a spreading edge, fever; urgent when the skin is inflamed too."""
    today = c.today
    hard = [word for name, word in (("discharge", "Discharge"), ("spreading", "Spreading"))
            if today.has(name)]
    if today.fever:
        hard.append(f"Temperature {today.temperature_c:g} °C")
    if not hard:
        return
    inflamed = bool(c.over_today) or len(hard) > 1
    serum = hard == ["Discharge"] and c.day <= 1
    fever_alone = hard[0].startswith("Temperature")
    calm = Level.WATCH if serum or fever_alone else Level.CONCERN
    level = Level.URGENT if inflamed else calm
    reasons = [*(c.told(name) for name in c.over_today[:2]), " and ".join(hard) + " reported"]
    patient = "You report pus, spreading or fever." if not fever_alone else "You have a fever."
    symptom = c.over_today[0] if c.over_today else "redness"
    yield Suspicion("infection", level, tuple(reasons), symptom, patient)
