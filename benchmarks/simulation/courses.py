"""What skin does when all is well: smooth formulas through the published durations.

Redness falls by exp(-day/T), T = 2 days at 1.5 mm and growing with depth^0.7 (guess fitted to
Martin2021, AcneOrg2017, Costa2014); swelling stands a day, then falls; itching and flaking follow
the loss of water (WuX2022: days 1-3, over by day 7); bronzing peaks on days 3-4 and is shed by
day 10 (guess); pain, warmth, numbness and oozing fall within days (Alam2014, Hoesly2012). Types V
and VI see four fifths of the redness (NG141; the factor is a guess). RF behaves as a pen two
thirds deeper without the blood (ClinicPages); the roller lasts a fifth longer (Dogra2014).
"""

from __future__ import annotations

import numpy as np

from tracker.recovery.symptoms import SCALES

NAMES = tuple(SCALES)
AT = {name: at for at, name in enumerate(NAMES)}
DAYS = np.arange(43.0)
_DEPTHS = np.log([0.5, 1.0, 1.5, 2.5, 3.5])


def course(depth_mm: float, modality: str, skin: int, time: float, face: bool) -> np.ndarray:
    """The expected course, shape (43 days, symptoms), of a body that takes `time` x as long."""
    depth = depth_mm * (1.65 if modality == "rf" else 1.0)
    deep = (depth / 1.5) ** 0.7
    day = DAYS / time
    means = np.zeros((43, len(NAMES)))
    longer = 1.2 if modality == "roller" else 1.0

    def at(*values: float) -> float:
        return float(np.interp(np.log(depth), _DEPTHS, values))

    def bump(peak: float, width: float) -> np.ndarray:
        return np.exp(-(((day - peak) / width) ** 2))

    redness = at(3, 4, 5, 6, 7) + (0.5 if modality == "roller" else 0)
    means[:, AT["redness"]] = redness * np.exp(-day / (2.0 * deep * longer))
    means[:, AT["redness"]] *= 0.8 if skin >= 5 else 1.0
    swelling = at(1, 1.6, 2.2, 3.2, 4.2) + (0.5 if face else 0)
    means[:, AT["swelling"]] = swelling * np.exp(-np.maximum(0, day - 0.8) / (1.4 * deep**0.8))
    means[:, AT["itching"]] = (at(0.8, 1.4, 1.6, 1.9, 2.1) * bump(3.4, 2.4)
                               + at(0.1, 0.4, 0.6, 0.7, 0.8) * np.exp(-day / 2))
    blood = at(0.3, 1, 2, 3, 4) * (0.4 if modality == "rf" else 1.0)
    means[:, AT["bleeding"]] = blood * np.exp(-day / 0.4)
    means[:, AT["pain"]] = at(1.5, 2.3, 3, 4, 4.5) * np.exp(-day / (1.1 * deep))
    means[:, AT["warmth"]] = at(3, 3.6, 4, 4.4, 4.8) * np.exp(-day / (1.4 * deep))
    means[:, AT["numbness"]] = 3 * np.exp(-day / 0.4)
    means[:, AT["flaking"]] = at(1.5, 2.2, 2.8, 3.2, 3.5) * bump(3.4, 2.6)
    bronze = (1.8 if skin >= 4 or modality == "rf" else 0.8) * at(0.7, 0.9, 1, 1.2, 1.3)
    means[:, AT["dark_patches"]] = bronze * bump(3.6, 2.4)
    means[:, AT["bumps"]] = 0.1
    means[:, AT["bruising"]] = at(0, 0.1, 0.2, 0.7, 0.9) * np.exp(-day / 3)
    return means
