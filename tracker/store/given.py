"""A stored recovery as it is read: plain values, since nobody changes a row of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import InstrumentedAttribute

from tracker.store.health import RecoveryRow


class Given(NamedTuple):
    """A treatment, whose it is, and how the healing after it is judged; see `RecoveryRow`."""

    id: str
    clinic_id: int
    patient_id: str
    treated_at: datetime
    zone: str
    modality: str
    depth_mm: float
    passes: int | None
    area: list[str]
    device: str
    product: str
    product_name: str
    product_lot: str
    fitzpatrick: int
    cold_sores: bool | None
    false_alerts: float
    treated_by: int
    created_at: datetime


GIVEN: tuple[InstrumentedAttribute[Any], ...] = tuple(
    getattr(RecoveryRow, name) for name in Given._fields)
"""Its columns, in the same order."""
