"""Skin colour from a photo: how much redder and darker the treated skin is than skin beside it.

Never a reason for an alert: light, camera and compression move these numbers by as much as a mild
redness does (docs/colour.md). Colours are CIELAB for the D65 white of sRGB.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan, degrees

import numpy as np
from numpy.typing import NDArray

ERROR_REDNESS = 3.0
"""Differences of a* up to here are within what a phone's camera gets wrong (estimate)."""
ERROR_ANGLE = 7.0
"""The same in degrees of the typology angle (estimate: 2.5 of L* at L* 60 and b* 15)."""
DARKEST, BRIGHTEST = 5, 250
MOST_CLIPPED = 0.2

_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375],
                    [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]])
_WHITE = _TO_XYZ.sum(axis=1)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


class NotMeasurable(ValueError):
    """Nothing can be said of this area; `reason` is "light" or "skin"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Lab:
    """A colour: lightness 0-100, green to red, blue to yellow."""

    lightness: float
    red: float
    yellow: float


@dataclass(frozen=True)
class Reading:
    """Treated skin less untreated skin of one photo.

    redness: a* (positive is redder). angle: ITA in degrees (negative is darker).
    """

    redness: float
    angle: float


def lab(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """CIELAB of sRGB pixels, 0-255, along the last axis."""
    told = pixels.astype(np.float64) / 255
    linear = np.where(told <= 0.04045, told / 12.92, ((told + 0.055) / 1.055) ** 2.4)
    share = linear @ _TO_XYZ.T / _WHITE
    f = np.where(share > _EPSILON, np.cbrt(share), (_KAPPA * share + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def area_colour(pixels: NDArray[np.uint8]) -> Lab:
    """The median colour of an area's pixels (n x 3): hairs, pores and gleams do not move it.

    Pixels at the ends of the scale hold no colour and are left out. Raises NotMeasurable where
    more than a fifth are, or where there are none.
    """
    clipped = (pixels >= BRIGHTEST).any(axis=-1) | (pixels <= DARKEST).all(axis=-1)
    if not pixels.size or clipped.mean() > MOST_CLIPPED:
        raise NotMeasurable("light")
    middle = np.median(lab(pixels[~clipped]), axis=0)
    return Lab(float(middle[0]), float(middle[1]), float(middle[2]))


def typology_angle(colour: Lab) -> float:
    """ITA in degrees: arctan((L* - 50) / b*); high is light skin, low is dark.

    Raises NotMeasurable where b* is not positive, as it is on skin: there the angle would jump.
    """
    if colour.yellow <= 0:
        raise NotMeasurable("skin")
    return degrees(atan((colour.lightness - 50) / colour.yellow))


def compare(treated: Lab, untreated: Lab) -> Reading:
    """The treated area relative to the untreated one of the same photo. Raises NotMeasurable."""
    return Reading(treated.red - untreated.red, typology_angle(treated) - typology_angle(untreated))
