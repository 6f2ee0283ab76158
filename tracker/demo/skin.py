"""Drawn skin for the demo: gradients and noise with the word DEMO across. No photo of anybody."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tracker.care.colours import Spot

WIDTH, HEIGHT = 440, 330
TREATED, UNTREATED = Spot(0.32, 0.5, 0.1), Spot(0.88, 0.5, 0.1)
TONES = {1: (236, 202, 184), 2: (226, 188, 165), 3: (207, 166, 138), 4: (180, 136, 106),
         5: (138, 98, 74), 6: (92, 64, 50)}


def drawn_skin(fitzpatrick: int, redness: float, darkness: float, seed: int) -> Image.Image:
    """A patch of skin whose left part is redder and darker by so much (0-10)."""
    chance = np.random.default_rng(seed)
    down, across = np.mgrid[0:1:HEIGHT * 1j, 0:1:WIDTH * 1j]
    light = 1.04 - 0.14 * down + 0.03 * np.sin(5 * across + seed)
    patch = 1 / (1 + np.exp(((across - 0.32) ** 2 / 0.075 + (down - 0.5) ** 2 / 0.16 - 1) * 5))
    mottled = patch * (1 + 0.12 * _clouds(chance))
    skin = np.array(TONES[fitzpatrick], dtype=float) * light[..., None]
    skin += mottled[..., None] * redness * np.array([0.6, -5.2, -4.4])
    skin -= mottled[..., None] * darkness * np.array([6.5, 6.0, 4.8])
    skin += chance.normal(0, 2.6, (HEIGHT, WIDTH, 1))
    image = Image.fromarray(skin.clip(8, 246).astype(np.uint8))
    words = ImageDraw.Draw(image)
    words.text((14, HEIGHT - 34), "DEMO: drawn, not a person", "white", ImageFont.load_default(20),
               stroke_width=1, stroke_fill="#333333")
    return image


def _clouds(chance: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Soft blotches around zero."""
    coarse = Image.fromarray(chance.normal(0, 1, (9, 12)).astype(np.float32))
    return np.asarray(coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), dtype=float)


def course(story: str, day: int) -> tuple[float, float]:
    """Redness and darkness of a day as the demo draws them, after the kind of story."""
    red = max(0.4, 5.5 - 1.6 * day)
    if story == "infection" and day >= 4:
        red = min(9.0, 2.5 * (day - 3) + 2)
    dark = min(6.0, max(0.0, (day - 9) / 3)) if story == "darkening" else 0.0
    return red, dark


def seed_of(number: int, day: int) -> int:
    """A seed that differs by patient and day, the same at each filling."""
    return random.Random(number * 1000 + day).randrange(2**31)  # noqa: S311  repeatable
