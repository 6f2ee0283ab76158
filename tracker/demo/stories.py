"""Synthetic courses of healing: made up, seeded, and only for showing the product.

Each story starts from the timeline's expected course and bends it the way that the kind of
complication is described to go; no real person's data is in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.recovery.symptoms import CORE
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery

Answers = dict[str, object]


@dataclass(frozen=True)
class Story:
    """A course: what is added to the expected answers from a day on, and when it is silent."""

    name: str
    share: int
    bend: Callable[[int, Answers], None]
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
        _raise(answers, dark_patches=0 if day < 10 else min(6, (day - 7) // 3 + 1))


def _persisting(day: int, answers: Answers) -> None:
    if day >= 5:
        _raise(answers, redness=5, itching=3, bumps=min(5, day - 4))


STORIES: Mapping[str, Story] = {
    story.name: story
    for story in (
        Story("healing", 62, _none),
        Story("slow", 10, _slow),
        Story("silent", 6, _slow, silent_after=1),
        Story("infection", 6, _infection),
        Story("herpes", 4, _herpes),
        Story("dermatitis", 4, _dermatitis),
        Story("darkening", 5, _darkening),
        Story("persisting", 3, _persisting),
    )
}


def choose(chance: random.Random) -> Story:
    """One story, by its share."""
    stories = list(STORIES.values())
    return chance.choices(stories, [story.share for story in stories])[0]


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
