"""Twelve worlds: how people report and what befalls them without being a complication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class World:
    """One set of assumptions. Points are those of the 0-10 scale; rates are per recovery or
    answer as said. All are guesses but those with a key.

    - `scale_sd`: spread (log) of the standing multiplier, kept within 0.6 to 1.5.
    - `channel_sd`: further spread (log) of one person's single symptoms.
    - `height_sd`, `time_sd`: spread (log) of the skin's own course; a tenth heals slowly besides.
    - `noise`, `growth`: the answer's standard deviation is noise + growth * expected.
    - `shared`, `carry`: share of the noise that a whole day has in common, and carries over.
    - `bad_day`: chance of a day that is worse all round by about `bad_size` points.
    - `slip`: chance of a random answer (1 in 100); `stray`: of a yes by mistake.
    - `coarse`: share of people with a private grid (evens, or 0 2 5 8 10).
    - sunburn, flush, cold, acne (AcneOrg2017: to 13 %), bruise (2.8 %): chance per recovery.
    - `skip`, `skip_later`: chance of a missing day until day 4 and, in well skin, after it.
    - `optional`: mean chance that an optional question is answered in a calm entry.
    - `severity`: factor on the height of complications; `overlaid`: they do not add to normal
      healing but hide it where they are higher, so that skin may simply not get better.
    - `factor_noise`: spread (log) by which all of a day's answers are multiplied.
    - `late`: chance that an entry is sent one to three days after the day it is about.
    """

    name: str
    scale_sd: float = 0.25
    channel_sd: float = 0.12
    height_sd: float = 0.12
    time_sd: float = 0.12
    slow: float = 0.1
    noise: float = 0.4
    growth: float = 0.12
    shared: float = 0.4
    carry: float = 0.4
    heavy: float = 0.1
    bad_day: float = 0.04
    bad_size: float = 1.2
    slip: float = 0.01
    stray: float = 0.0004
    coarse: float = 0.4
    sunburn: float = 0.04
    flush: float = 0.05
    cold: float = 0.04
    acne: float = 0.08
    bruise: float = 0.03
    skip: float = 0.1
    skip_later: float = 0.45
    optional: float = 0.35
    late: float = 0.06
    severity: float = 1.0
    overlaid: bool = False
    factor_noise: float = 0.0


_PLAIN = World("plain")
HELD_OUT = replace(_PLAIN, name="held out", scale_sd=0.4, channel_sd=0.2, noise=0.3, growth=0.0,
                   factor_noise=0.35, carry=0.6, heavy=0.0, coarse=0.6, bad_day=0.03, bad_size=2.0,
                   severity=1.5, overlaid=True, skip=0.12, skip_later=0.35, optional=0.3)
"""A world built in another way, which nothing is calibrated on."""
WORLDS: Mapping[str, World] = {
    world.name: world
    for world in (
        _PLAIN,
        replace(_PLAIN, name="noisy", noise=0.55, growth=0.18, heavy=0.15, carry=0.6,
                bad_day=0.06, bad_size=1.5, channel_sd=0.2),
        replace(_PLAIN, name="coarse", coarse=0.85, scale_sd=0.3),
        replace(_PLAIN, name="sparse", skip=0.25, skip_later=0.65, optional=0.2, late=0.12),
        replace(_PLAIN, name="eventful", sunburn=0.08, flush=0.1, cold=0.08, acne=0.13,
                bruise=0.08, stray=0.0008, slow=0.15, time_sd=0.18, height_sd=0.18),
        replace(_PLAIN, name="broad", scale_sd=0.5, channel_sd=0.25, time_sd=0.2, noise=0.35,
                growth=0.1, carry=0.7, severity=1.5, skip=0.15, skip_later=0.5),
        replace(_PLAIN, name="varied", scale_sd=0.35, growth=0.05, factor_noise=0.2, carry=0.5,
                heavy=0.05, overlaid=True, severity=1.3),
        replace(_PLAIN, name="restless", scale_sd=0.4, channel_sd=0.2, noise=0.4, growth=0.05,
                factor_noise=0.28, carry=0.6, coarse=0.5, bad_day=0.05, bad_size=1.5,
                severity=1.5),
        replace(_PLAIN, name="steady", noise=0.3, growth=0.08, bad_day=0.02, bad_size=0.9,
                coarse=0.2, skip_later=0.3, optional=0.5),
        # In the last three, people and skins differ more than one person's days do.
        replace(_PLAIN, name="uneven", scale_sd=0.3, channel_sd=0.3, height_sd=0.3, time_sd=0.4,
                slow=0.15, noise=0.28, growth=0.06, bad_day=0.02, coarse=0.3),
        replace(_PLAIN, name="slow", scale_sd=0.3, channel_sd=0.3, height_sd=0.3, time_sd=0.3,
                slow=0.3, noise=0.28, growth=0.06, bad_day=0.02, coarse=0.3, skip_later=0.3),
        replace(_PLAIN, name="apart", scale_sd=0.4, channel_sd=0.4, height_sd=0.4, time_sd=0.4,
                slow=0.2, noise=0.28, growth=0.06, bad_day=0.02, coarse=0.3, carry=0.7,
                skip=0.05, skip_later=0.2),
    )
}
