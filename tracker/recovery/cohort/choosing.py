"""Which recoveries are looked at together: the choices, their words, and who must stay hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from tracker.recovery.cohort.hiding import hidden, with_sums
from tracker.recovery.treatment import DEPTHS_MM, MODALITIES

FIELDS: Mapping[str, str] = {
    "modality": "Treatment", "depth": "Needle depth", "device": "Device",
    "operator": "Treated by", "skin": "Skin type",
}
DEPTHS = (0.5, 1.0, 1.5, 2.5, DEPTHS_MM[1])
"""Upper ends in mm; each range begins above the one before."""
SKINS: Mapping[str, tuple[int, int]] = {"1-3": (1, 3), "4-6": (4, 6)}
"""As the detection's limits are parted."""
MOST_NAMES = 60
"""Devices and people beyond so many cannot be chosen; the rarest are left out."""


class Group(NamedTuple):
    """How many recoveries share all of this."""

    modality: str
    depth_mm: float
    device: str
    operator: int
    operator_name: str
    fitzpatrick: int
    number: int


@dataclass(frozen=True)
class Chosen:
    """What a recovery must be to belong; None: anything. Ranges in mm and in skin types, the
    first end of `depth` excluded."""

    modality: str | None = None
    depth: tuple[float, float] | None = None
    device: str | None = None
    operator: int | None = None
    skin: tuple[int, int] | None = None


class Option(NamedTuple):
    """A choice: what stands in the address, in words, and what it means."""

    token: str
    label: str
    value: object


class Choices:
    """All choices of a clinic, with the numbers behind each combination."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._all: dict[str, list[Option]] = {
            "modality": [Option(name, label, name) for name, label in MODALITIES.items()],
            "depth": [Option(f"{high:g}", f"{low:g} to {high:g} mm", (low, high))
                      for low, high in zip((0.0, *DEPTHS), DEPTHS, strict=False)],
            "device": _devices(groups),
            "operator": _operators(groups),
            "skin": [Option(token, f"Types {'I to III' if ends[0] == 1 else 'IV to VI'}", ends)
                     for token, ends in SKINS.items()],
        }
        self._counts = with_sums(self._table(groups))
        self._hidden = hidden(self._counts)

    def _table(self, groups: Sequence[Group]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """How many of each combination; the last place of an axis is for all that has none."""
        at = {field: {option.value: place for place, option in enumerate(options)}
              for field, options in self._all.items()}
        table = np.zeros([len(options) + 1 for options in self._all.values()], np.int64)
        for one in groups:
            skin = SKINS["1-3" if one.fitzpatrick <= 3 else "4-6"]
            depth = next(place for place, high in enumerate(DEPTHS)
                         if one.depth_mm <= high or high == DEPTHS[-1])
            table[at["modality"].get(one.modality, -1), depth, at["device"].get(one.device, -1),
                  at["operator"].get(one.operator, -1), at["skin"][skin]] += one.number
        return table

    def offered(self) -> dict[str, list[Option]]:
        """What each field offers: nothing that would be hidden even by itself."""
        shown: dict[str, list[Option]] = {}
        for axis, (field, options) in enumerate(self._all.items()):
            place = [0] * len(self._all)
            shown[field] = []
            for at, option in enumerate(options, start=1):
                place[axis] = at
                if self._counts[tuple(place)] and not self._hidden[tuple(place)]:
                    shown[field].append(option)
        return shown

    def unknown(self, asked: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with choices as they stand in an address, for each field."""
        known = {field: {option.token for option in options}
                 for field, options in self._all.items()}
        return {field: "Please choose one of these." if field in known
                else "There is nothing of this name to choose by."
                for field, token in asked.items() if token and token not in known.get(field, ())}

    def count(self, asked: Mapping[str, str]) -> int | None:
        """How many recoveries known choices leave; None where that must not be shown."""
        place = tuple(next((at for at, one in enumerate(options, start=1)
                            if one.token == asked.get(field)), 0)
                      for field, options in self._all.items())
        return None if self._hidden[place] else int(self._counts[place])

    def chosen(self, asked: Mapping[str, str]) -> Chosen:
        """Known choices as what a recovery must be."""
        values = {field: next((one.value for one in options if one.token == asked.get(field)),
                              None) for field, options in self._all.items()}
        return Chosen(**values)  # type: ignore[arg-type]


def _devices(groups: Sequence[Group]) -> list[Option]:
    told = Counter[str]()
    for one in groups:
        told[one.device] += one.number
    names = sorted(name for name, _ in told.most_common(MOST_NAMES))
    return [Option(sha256(name.encode()).hexdigest()[:12], name or "Not recorded", name)
            for name in names]


def _operators(groups: Sequence[Group]) -> list[Option]:
    told, names = Counter[int](), {one.operator: one.operator_name for one in groups}
    for one in groups:
        told[one.operator] += one.number
    return sorted((Option(str(number), names[number], number)
                   for number, _ in told.most_common(MOST_NAMES)), key=lambda one: one.label)
