"""The one vocabulary: every symptom's name, words and range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.recovery.sentence import Sentence, say, say_of

LOWEST, HIGHEST = 0, 10
TEMPERATURE = "temperature_c"
TEMPERATURE_C = (34.0, 43.0)
"""Plausible body temperatures in degrees Celsius; anything else is a slip."""
FEVER_C = 38.0
"""From here on it counts as fever (NG141, and evidence section 6)."""


@dataclass(frozen=True)
class Scale:
    """A symptom answered from 0 to 10, with words at both ends."""

    name: str
    label: Sentence
    low: Sentence
    high: Sentence
    question: Sentence
    core: bool = False


@dataclass(frozen=True)
class Sign:
    """A sign answered yes or no."""

    name: str
    label: Sentence
    question: Sentence


SCALES: Mapping[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale("redness", say("Redness"), say_of("redness", "none"), say("as red as it can be"),
              say("How red, or darker than usual, is the treated skin?"), core=True),
        Scale("swelling", say("Swelling"), say_of("swelling", "none"), say_of("swelling", "severe"),
              say("How swollen is it?"), core=True),
        Scale("itching", say("Itching"), say_of("itching", "none"), say("unbearable"),
              say("How much does it itch?"), core=True),
        Scale("bleeding", say("Bleeding"), say_of("bleeding", "none"), say("does not stop"),
              say("Does it bleed?"), core=True),
        Scale("pain", say("Pain"), say_of("pain", "none"), say("worst pain"),
              say("How much does it hurt?")),
        Scale("warmth", say("Warm to touch"), say("not warm"), say("hot"),
              say("How warm does it feel?")),
        Scale("dark_patches", say("Dark patches"), say_of("dark_patches", "none"), say("very dark"),
              say("How dark are the patches? Count the marks you already had.")),
        Scale("bumps", say("Bumps"), say_of("bumps", "none"), say("many, firm"),
              say("Are there bumps or lumps?")),
        Scale("numbness", say("Numbness"), say_of("numbness", "none"), say("no feeling"),
              say("Does a spot feel numb?")),
        Scale("flaking", say("Flaking"), say_of("flaking", "none"), say_of("flaking", "severe"),
              say("Is the skin dry or flaking?")),
        Scale("bruising", say("Bruising"), say_of("bruising", "none"), say_of("bruising", "severe"),
              say("Is there a bruise?")),
    )
}
SIGNS: Mapping[str, Sign] = {
    sign.name: sign
    for sign in (
        Sign("blisters", say("Blisters"), say("Are there blisters?")),
        Sign("discharge", say("Pus or fluid"), say("Does pus or cloudy fluid come out?")),
        Sign("spreading", say("Spreading"), say("Is the redness or darkening spreading outwards?")),
        Sign("lines", say("Lines or grid"), say("Are there marks in lines or a grid?")),
        Sign("not_healing", say("A spot not healing"),
             say("Is there one spot that does not heal?")),
        Sign("breathing_trouble", say("Trouble breathing"), say("Is it hard to breathe?")),
        Sign("eye_symptoms", say("Eye trouble"),
             say("Does an eye hurt, is it red, or do you see worse?")),
        Sign("droop", say("Drooping"), say("Does the mouth or an eyelid droop?")),
    )
}
CORE: tuple[str, ...] = tuple(name for name, scale in SCALES.items() if scale.core)
GRAVE_ALONE: tuple[str, ...] = ("breathing_trouble", "eye_symptoms", "droop")
"""Signs that need help at once whatever else was answered (danger.py): a phone without a network
must say so by itself."""
