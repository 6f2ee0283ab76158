"""The one vocabulary: every symptom's name, words and range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    label: str
    low: str
    high: str
    question: str
    core: bool = False


@dataclass(frozen=True)
class Sign:
    """A sign answered yes or no."""

    name: str
    label: str
    question: str


SCALES: Mapping[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale("redness", "Redness", "none", "as red as it can be",
              "How red, or darker than usual, is the treated skin?", core=True),
        Scale("swelling", "Swelling", "none", "severe", "How swollen is it?", core=True),
        Scale("itching", "Itching", "none", "unbearable", "How much does it itch?", core=True),
        Scale("bleeding", "Bleeding", "none", "does not stop", "Does it bleed?", core=True),
        Scale("pain", "Pain", "none", "worst pain", "How much does it hurt?"),
        Scale("warmth", "Warm to touch", "not warm", "hot", "How warm does it feel?"),
        Scale("dark_patches", "Dark patches", "none", "very dark",
              "How dark are the patches? Count the marks you already had."),
        Scale("bumps", "Bumps", "none", "many, firm", "Are there bumps or lumps?"),
        Scale("numbness", "Numbness", "none", "no feeling", "Does a spot feel numb?"),
        Scale("flaking", "Flaking", "none", "severe", "Is the skin dry or flaking?"),
        Scale("bruising", "Bruising", "none", "severe", "Is there a bruise?"),
    )
}
SIGNS: Mapping[str, Sign] = {
    sign.name: sign
    for sign in (
        Sign("blisters", "Blisters", "Are there blisters?"),
        Sign("discharge", "Pus or fluid", "Does pus or cloudy fluid come out?"),
        Sign("spreading", "Spreading", "Is the redness or darkening spreading outwards?"),
        Sign("lines", "Lines or grid", "Are there marks in lines or a grid?"),
        Sign("not_healing", "A spot not healing", "Is there one spot that does not heal?"),
        Sign("breathing_trouble", "Trouble breathing", "Is it hard to breathe?"),
        Sign("eye_symptoms", "Eye trouble", "Does an eye hurt, is it red, or do you see worse?"),
        Sign("droop", "Drooping", "Does the mouth or an eyelid droop?"),
    )
}
CORE: tuple[str, ...] = tuple(name for name, scale in SCALES.items() if scale.core)
GRAVE_ALONE: tuple[str, ...] = ("breathing_trouble", "eye_symptoms", "droop")
"""Signs that need help at once whatever else was answered (danger.py): a phone without a network
must say so by itself."""
