"""A share of a group with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""The normal distribution's 97.5th percentile."""


@dataclass(frozen=True)
class Share:
    """`count` of `of`, with the limits of its 95 % interval, from 0 to 1."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; 0 of nobody."""
        return self.count / self.of if self.of else 0.0


def wilson(count: int, of: int) -> Share:
    """The score interval of Wilson (1927), which holds for few and for rare ones too (Newcombe
    1998, method 3). Of nobody it is 0 to 1. Raises ValueError where there are more than all."""
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of}")
    if not of:
        return Share(0, 0, 0.0, 1.0)
    share, square = count / of, Z_95**2
    middle = share + square / (2 * of)
    half = Z_95 * sqrt(share * (1 - share) / of + square / (4 * of**2))
    low, high = ((middle + sign * half) / (1 + square / of) for sign in (-1, 1))
    # What rounding leaves beyond the ends, and beside the share itself.
    return Share(count, of, min(max(low, 0.0), share), max(min(high, 1.0), share))
