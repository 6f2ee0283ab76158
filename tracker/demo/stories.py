"""Synthetic courses of healing: made up, seeded, and only for showing the product.

Each story starts from the timeline's expected course and bends it the way that the kind of
complication is described to go; no real person's data is in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tracker.recovery.symptoms import CORE
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

Answers = dict[str, object]


@dataclass(frozen=True)
class Story:
    """A course: what is added to the expected answers from a day on.

    `share` is how many in a hundred go so; `days` how long ago the treatment was, from and to, so
    that something of it can be seen today; `silent_after` the last day that is answered.
    """

    name: str
    share: int
    bend: Callable[[int, Answers], None]
    days: tuple[int, int]
    silent_after: int = 99


def _raise(answers: Answers, **most: int) -> None:
    for name, value in most.items():
        known = answers.get(name, 0)
        answers[name] = max(known if isinstance(known, int) else 0, min(10, value))


def _none(_day: int, _answers: Answers) -> None:
    """Healing as expected."""


def _slow(day: int, answers: Answers) -> None:
    if 1 <= day <= 9:
        _raise(answers, redness=max(0, 5 - day // 2))


def _infection(day: int, answers: Answers) -> None:
    if day >= 4:
        up = min(day - 3, 3)
        _raise(answers, redness=4 + up, swelling=3 + up, pain=3 + up, warmth=3 + up)
    if day >= 5:
        answers["discharge"] = True


def _herpes(day: int, answers: Answers) -> None:
    if day >= 2:
        _raise(answers, pain=min(2 + day, 6), itching=4)
    if day >= 4:
        answers["blisters"] = True
        _raise(answers, redness=5)


def _dermatitis(day: int, answers: Answers) -> None:
    if day >= 2:
        up = min(day - 1, 3)
        _raise(answers, itching=4 + up, redness=3 + up, swelling=2 + up)


def _darkening(day: int, answers: Answers) -> None:
    if day in (0, 7) or day >= 10:
        _raise(answers, dark_patches=0 if day < 10 else min(7, (day - 7) // 3 + 1))


def _persisting(day: int, answers: Answers) -> None:
    if day >= 5:
        _raise(answers, redness=5, itching=3, bumps=min(5, day - 4))


def _nerve(day: int, answers: Answers) -> None:
    if day >= 1:
        answers["numbness"] = 6


STORIES: tuple[Story, ...] = (
    Story("infection", 5, _infection, (5, 8)),
    Story("herpes", 5, _herpes, (4, 7)),
    Story("dermatitis", 5, _dermatitis, (3, 6)),
    Story("darkening", 5, _darkening, (24, 34)),
    Story("persisting", 3, _persisting, (12, 18)),
    Story("nerve", 3, _nerve, (4, 8)),
    Story("silent", 5, _slow, (4, 9), silent_after=1),
    Story("slow", 8, _slow, (3, 9)),
    Story("healing", 61, _none, (2, 32)),
)


def deck(count: int, chance: random.Random) -> list[Story]:
    """So many stories in their shares, at least one of each where there is room, shuffled."""
    dealt: list[Story] = []
    for story in STORIES[:-1]:
        dealt += [story] * max(1, round(story.share * count / 100))
    healing = STORIES[-1]
    dealt = (dealt + [healing] * count)[:count]
    chance.shuffle(dealt)
    return dealt


def answers_on(
    story: Story, recovery: Recovery, timeline: Timeline, day: int, chance: random.Random
) -> Answers:
    """What the patient of this story answers about a day."""
    answers: Answers = {}
    for symptom in CORE:
        band = timeline.expected(symptom, day, recovery)
        spread = max(0.0, (band.limit - band.median) / 3)
        score = round(chance.gauss(band.median, spread * 0.6))
        answers[symptom] = max(0, min(int(band.limit), score))
    story.bend(day, answers)
    return answers
