"""The treatment, the skin it was given to, and the recovery that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.recovery.entry import Entry
from tracker.recovery.sentence import Sentence, say
from tracker.recovery.timeline import all_timelines

AREAS: Mapping[str, Sentence] = {
    "face": say("Face"), "periorbital": say("Around the eyes"),
    "perioral": say("Around the mouth"), "neck": say("Neck"), "scalp": say("Scalp"),
    "trunk": say("Trunk"), "limbs": say("Arms or legs"),
}
PRODUCTS: Mapping[str, Sentence] = {
    "none": say("Nothing"), "dermal": say("Sterile, made for use in the skin"),
    "other": say("Another product"), "unknown": say("Not known"),
}
MODALITIES: Mapping[str, str] = {line.modality: line.label for line in all_timelines()}
FITZPATRICK: Mapping[int, Sentence] = {
    1: say("Always burns, never tans"),
    2: say("Burns easily, tans a little"),
    3: say("Sometimes burns, tans slowly"),
    4: say("Rarely burns, tans easily"),
    5: say("Very rarely burns, brown skin"),
    6: say("Never burns, very dark skin"),
}
DEPTHS_MM = (0.1, 5.0)
PASSES = (1, 30)


@dataclass(frozen=True)
class Treatment:
    """One treatment; depth in millimetres. Raises ValueError for what cannot be."""

    modality: str
    depth_mm: float
    passes: int | None = None
    area: tuple[str, ...] = ()
    product: str | None = None

    def __post_init__(self) -> None:
        if self.modality not in MODALITIES:
            raise ValueError(f"modality must be one of {', '.join(MODALITIES)}")
        if not DEPTHS_MM[0] <= self.depth_mm <= DEPTHS_MM[1]:
            raise ValueError(f"depth must be from {DEPTHS_MM[0]} to {DEPTHS_MM[1]} mm")
        if self.passes is not None and not PASSES[0] <= self.passes <= PASSES[1]:
            raise ValueError(f"passes must be from {PASSES[0]} to {PASSES[1]}")
        if any(area not in AREAS for area in self.area):
            raise ValueError(f"area must be of {', '.join(AREAS)}")
        if self.product is not None and self.product not in PRODUCTS:
            raise ValueError(f"product must be one of {', '.join(PRODUCTS)}")


@dataclass(frozen=True)
class Recovery:
    """A treatment and what was logged since; Fitzpatrick type 1 to 6."""

    id: str
    fitzpatrick: int
    treatment: Treatment
    entries: tuple[Entry, ...] = ()
    cold_sores: bool | None = None

    def __post_init__(self) -> None:
        if self.fitzpatrick not in FITZPATRICK:
            raise ValueError("fitzpatrick must be from 1 to 6")
