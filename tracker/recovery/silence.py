"""What only time shows: a silence that says something, and skin that was not calm when it began."""

from __future__ import annotations

from tracker.recovery.asking import TELLING_SILENCE, silent_days
from tracker.recovery.assessment import Flag, Level
from tracker.recovery.reminding import LAST_DAY
from tracker.recovery.sentence import Sentence
from tracker.recovery.symptoms import SCALES
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

LINGERS = ("redness", "bumps")
LINGERS_FROM = 10
"""Redness or bumps above the limit that have not fallen by now are inflammation that persists
(evidence, section 2.7: above the limit on day 7 and not falling on days 10 to 14)."""


def silence(last_day: int | None, today: int, level: int) -> int:
    """How many full days nothing was said, where that says something; else 0.

    As `silent_days`, and longer where a concern or more is open: then every day is asked for.
    """
    missed = silent_days(last_day, today)
    if missed or level < Level.CONCERN or today > LAST_DAY:
        return missed
    missed = today - 1 - (-1 if last_day is None else last_day)
    return missed if missed >= TELLING_SILENCE else 0


def lingers_on(last_day: int | None) -> int | None:
    """The day on which skin that was not calm at the last answer is worth a look; None where
    nothing was answered."""
    return None if last_day is None else max(LINGERS_FROM, last_day + 1 + TELLING_SILENCE)


def lingering(recovery: Recovery, timeline: Timeline, today: int) -> tuple[Flag, ...]:
    """At most one flag, to be watched: redness or bumps that were more than expected at the last
    answer, would be more than expected by now, and of which nothing newer is known.

    Its day is that on which this became so, whenever it is looked; so it is raised once.
    """
    last = max((entry.day for entry in recovery.entries), default=None)
    day = lingers_on(last)
    if last is None or day is None or not day <= today <= LAST_DAY:
        return ()
    scores = {name: score for entry in recovery.entries if entry.day == last
              for name, score in entry.scores.items()}
    for name in LINGERS:
        score = scores.get(name, 0)
        now = timeline.expected(name, day, recovery).most
        if score > timeline.expected(name, last, recovery).most and score > now:
            return (_flag(name, score, last, day, now),)
    return ()


def _flag(name: str, score: int, last: int, day: int, most: int) -> Flag:
    label = SCALES[name].label
    return Flag(
        day=day, kind="persistent_inflammation", level=Level.WATCH, symptom=name,
        reasons=(f"{label} {score} on day {last}, and no answer since; expected at most {most} "
                 f"on day {day}",),
        # Nobody is told of it but the clinic: whoever does not answer reads nothing either.
        patient_reason=Sentence(""),
        clears="a newer answer as expected",
    )
