"""How long something takes, where some were not watched until it came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.recovery.cohort.proportions import Z_95
from tracker.recovery.course import Doubles

Bools = npt.NDArray[np.bool_]
_LAST_BITS = 1e-9


@dataclass(frozen=True)
class Waiting:
    """Of so many it came to so many; the time by which half had it, with its 95 % interval. None
    where it did not come to that. `steps` are times with the share that had it by then."""

    of: int
    reached: int
    median: float | None
    low: float | None
    high: float | None
    steps: tuple[tuple[float, float], ...] = ()

    def by(self, time: float) -> float:
        """The share that had it by a time."""
        return next((share for at, share in reversed(self.steps) if at <= time), 0.0)


def waiting(times: Doubles, reached: Bools) -> Waiting:
    """The estimate of Kaplan and Meier (1958). `times` is when it came, or until when somebody was
    watched who had not `reached` it.

    The median's interval is that of Brookmeyer and Crowley (1982) with limits on the scale of
    log(-log), which hold for few too (Borgan and Liestoel 1990).
    """
    if not times.size:
        return Waiting(0, 0, None, None, None)
    at, events = np.unique(times[reached], return_counts=True)
    watched = times.size - np.searchsorted(np.sort(times), at, side="left")
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.asarray(np.cumprod(1 - events / watched), np.float64)
        greenwood = np.cumsum(events / (watched * (watched - events)))
        spread = Z_95 * np.sqrt(greenwood) / np.abs(np.log(left))
        lower, upper = left ** np.exp(spread), left ** np.exp(-spread)
    # Where nobody is left the limits are not known; the lower one is nought all the same.
    lower = np.asarray(np.where(left > _LAST_BITS, lower, 0.0), np.float64)
    upper = np.asarray(np.where(left > _LAST_BITS, upper, 1.0), np.float64)
    steps = tuple((float(t), float(1 - s)) for t, s in zip(at, left, strict=True))
    return Waiting(int(times.size), int(reached.sum()), _first_below_half(at, left),
                   _first_below_half(at, lower), _first_below_half(at, upper), steps)


def _first_below_half(times: Doubles, left: Doubles) -> float | None:
    below = np.flatnonzero(left <= 0.5 + _LAST_BITS)
    return float(times[below[0]]) if below.size else None
