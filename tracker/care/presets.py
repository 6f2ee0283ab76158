"""The clinic's catalogue of treatments, to fill in the form of a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.care.recoveries import text_faults, treatment_faults
from tracker.care.stale import mark, refuse_stale
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.treatment import DEPTHS_MM
from tracker.store import presets, trail
from tracker.store.database import writing
from tracker.store.presets import Preset

NAME_LENGTH = 80


@dataclass(frozen=True)
class NewPreset:
    """What is kept of a treatment; depth_mm in millimetres, None where it differs each time."""

    name: str
    modality: str
    depth_mm: float | None = None
    passes: int | None = None
    area: tuple[str, ...] = ()
    device: str = ""
    product: str = "unknown"
    product_name: str = ""

    @property
    def mark(self) -> str:
        """By what a form shows that it was filled in knowing this."""
        return mark(asdict(self))


def listed(session: Session) -> Sequence[Preset]:
    """The whole catalogue by name, the archived too."""
    return presets.all_of_clinic(session)


def offered(session: Session) -> Sequence[Preset]:
    """What a new treatment can be filled in from."""
    return presets.offered(session)


def preset(session: Session, number: int) -> Preset:
    """One line. Raises NotFound."""
    found = presets.preset(session, number)
    if found is None:
        raise NotFound(number)
    return found


def as_typed(row: Preset) -> NewPreset:
    """A line as its form shows it."""
    return NewPreset(row.name, row.modality, row.depth_mm, row.passes, tuple(row.area), row.device,
                     row.product, row.product_name)


def faults(new: NewPreset) -> dict[str, str]:
    """What is wrong with what was typed, for each field."""
    errors = text_faults({"device": new.device, "product_name": new.product_name})
    if not new.name.strip() or len(new.name) > NAME_LENGTH or not new.name.isprintable():
        errors["name"] = f"Please give a name of at most {NAME_LENGTH} characters."
    depth = DEPTHS_MM[0] if new.depth_mm is None else new.depth_mm
    return errors | treatment_faults(new.modality, depth, new.passes, new.area, new.product)


def add(session: Session, viewer: Viewer, new: NewPreset, *, now: datetime) -> None:
    """Add a line to the catalogue. Raises Refused."""
    if errors := faults(new):
        raise Refused(errors)
    with _unique_name(), writing(session):
        row = Preset(clinic_id=viewer.clinic_id, **_columns(new))
        session.add(row)
        session.flush()
        trail.did(session, viewer, "preset added", now, detail=row.name)


def change(
    session: Session, viewer: Viewer, number: int, new: NewPreset, seen: str, *, now: datetime
) -> None:
    """Change a line; treatments recorded from it keep what they are.

    `seen` is the mark of the line that the form was filled in on. Raises NotFound, or Refused.
    """
    if errors := faults(new):
        raise Refused(errors)
    with _unique_name(), writing(session):
        row = _held(session, number)
        refuse_stale(as_typed(row).mark, seen)
        for field, told in _columns(new).items():
            setattr(row, field, told)
        session.flush()
        trail.did(session, viewer, "preset changed", now, detail=row.name)


def archive(
    session: Session, viewer: Viewer, number: int, archived: bool, *, now: datetime
) -> None:
    """Offer a line no more, or again. Raises NotFound, or Refused where another has its name."""
    with _unique_name(), writing(session):
        row = _held(session, number)
        if (row.archived_at is not None) == archived:
            return
        row.archived_at = now if archived else None
        session.flush()
        trail.did(session, viewer, "preset archived" if archived else "preset offered again", now,
                  detail=row.name)


def _held(session: Session, number: int) -> Preset:
    row = presets.preset(session, number, held=True)
    if row is None:
        raise NotFound(number)
    return row


def _columns(new: NewPreset) -> dict[str, object]:
    return {**asdict(new), "area": list(new.area), "name": " ".join(new.name.split()),
            "device": new.device.strip(), "product_name": new.product_name.strip()}


@contextmanager
def _unique_name() -> Iterator[None]:
    """Two lines of one name could not be told apart in the form."""
    try:
        yield
    except IntegrityError as error:
        raise Refused({"name": "Another treatment of your catalogue has this name."}) from error
