"""What only time shows: dark marks, inflammation that persists, late bumps, scars, nerves."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.recovery.assessment import Level
from tracker.recovery.course import Course, Suspicion
from tracker.recovery.entry import Entry

SHED = 10
"""By this day bronzing has been shed (evidence section 8)."""


def darkening(c: Course) -> Iterator[Suspicion]:
    """PIH: above the own baseline after the bronzing has gone (evidence section 8)."""
    if c.day < SHED or "dark_patches" not in c.today.scores:
        return
    answered = [e for e in c.days if "dark_patches" in e.scores]
    base = answered[0].scores["dark_patches"] if answered[0].day <= 3 else 0

    def above(entry: Entry) -> float:
        return entry.scores["dark_patches"] - base - c.margin

    needed = 3 if c.recovery.fitzpatrick >= 4 else 2
    twice = above(c.today) >= 2 and any(
        e.day >= SHED and c.day - e.day >= 6 and above(e) >= 2 for e in answered[:-1]
    )
    told = f"Dark patches {c.today.scores['dark_patches']} on day {c.day}; own start {base}"
    patient = "Dark patches are darker than on the day of your treatment."
    clears = "Back to the own start on two answers a week apart"
    if twice or (above(c.today) >= 4 and c.day >= 14):
        more = ("Above the own start on answers a week apart",) if twice else ()
        yield Suspicion("pih", Level.CONCERN, (told, *more), "dark_patches", patient, clears)
    elif above(c.today) >= needed:
        yield Suspicion("pih", Level.WATCH, (told,), "dark_patches", patient, clears)


def persisting(c: Course) -> Iterator[Suspicion]:
    """Redness or bumps above the limit after day 10 that have not fallen for three days."""
    if c.day < 10:
        return
    for name in ("redness", "bumps"):
        if c.excess(name, c.today) < 0.5:
            continue
        earlier = [e for e in c.days[:-1]
                   if e.day >= 5 and c.day - e.day >= 3 and c.excess(name, e) >= 0.5]
        stays = any(c.today.scores[name] >= e.scores[name] - 1 for e in earlier)
        high = c.excess(name, c.today) >= 1.5
        level = Level.CONCERN if stays and high else Level.WATCH
        reasons = [c.told(name)]
        if stays:
            reasons.append(f"Not falling since day {earlier[0].day}")
        yield Suspicion("persistent_inflammation", level, tuple(reasons), name,
                        c.told_patient(name), "Back under the limit for 7 days")


def late_infection(c: Course) -> Iterator[Suspicion]:
    """New bumps after day 10 with pain or discharge: think of mycobacteria (evidence 2.3)."""
    bumps = c.today.scores.get("bumps", 0)
    sore = c.today.scores.get("pain", 0) >= 2 or c.today.has("discharge")
    if c.day > 10 and bumps >= 3 + c.margin and sore:
        yield Suspicion("infection", Level.CONCERN,
                        (f"Bumps {bumps} on day {c.day}, sore or with discharge",
                         "A slow infection can begin weeks after treatment"), "bumps",
                        "New sore bumps this late should be looked at.",
                        "Bumps gone on two answers a week apart")


def scars(c: Course) -> Iterator[Suspicion]:
    """Marks in lines, a spot that does not heal, firm bumps where the rest is calm."""
    clears, patient = "A clinician's examination", "Some marks may need early care."
    if c.today.has("lines") and c.day >= 7:
        yield Suspicion("scarring", Level.CONCERN, (f"Marks in lines on day {c.day}",), "bumps",
                        patient, clears)
    if c.today.has("not_healing") and c.day >= 7:
        level = Level.CONCERN if c.day >= 10 else Level.WATCH
        yield Suspicion("scarring", level, (f"A spot not healed on day {c.day}",), "flaking",
                        "A spot has not healed yet.", clears)
    lasting = any(e.day >= 14 and c.day - e.day >= 6 and c.excess("bumps", e) >= 0.5
                  for e in c.days[:-1])
    calm = c.today.scores["redness"] <= 2
    if c.day >= 20 and calm and lasting and c.excess("bumps", c.today) >= 0.5:
        yield Suspicion("scarring", Level.CONCERN, (c.told("bumps"), "Redness has gone"), "bumps",
                        patient, clears)


def nerves(c: Course) -> Iterator[Suspicion]:
    """Numbness after the anaesthetic has worn off (evidence 2.9)."""
    numb = c.today.scores.get("numbness", 0)
    if c.day >= 2 and numb >= 3 + c.margin:
        earlier = any(e.day >= 1 and e.scores.get("numbness", 0) >= 3 for e in c.days[:-1])
        level = Level.CONCERN if c.day >= 3 or earlier else Level.WATCH
        yield Suspicion("nerve", level, (c.told("numbness"),), "numbness",
                        "A spot still feels numb.", "Feeling is back")


def bleeding(c: Course) -> Iterator[Suspicion]:
    """Bleeding beyond oozing (evidence 2.10): 3 on day 1, 2 from day 2."""
    score = c.today.scores.get("bleeding", 0)
    most = {0: 9, 1: 3}.get(c.day, 2) + c.margin
    if score >= most:
        level = Level.URGENT if score >= 6 and c.day >= 1 else Level.CONCERN
        yield Suspicion("bleeding", level, (c.told("bleeding"),), "bleeding",
                        c.told_patient("bleeding"), "No bleeding for a day")
