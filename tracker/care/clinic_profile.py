"""A clinic's profile: what its patients are shown of it, and how readily it wants to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Session

from tracker.care.stale import mark, refuse_stale
from tracker.care.viewer import Refused, Viewer
from tracker.recovery.assess import FALSE_ALERTS
from tracker.recovery.days import known_zones
from tracker.store import alarms, clinics, trail
from tracker.store.database import writing
from tracker.store.people import Clinic

NEEDED = ("name", "phone", "emergency_number")


@dataclass(frozen=True)
class Profile:
    """What a manager may change; false_alerts: accepted per 100 normal recoveries."""

    name: str
    phone: str
    after_hours_phone: str
    hours: str
    emergency_number: str
    zone: str
    false_alerts: float

    @property
    def mark(self) -> str:
        """By what a form shows that it was filled in knowing this."""
        return mark(asdict(self))


def line_faults(told: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the lines about a clinic, in words, for each field.

    All of it is shown to patients who seek help, so nothing may be cut off or left empty.
    """
    errors = {field: words for field, text in told.items()
              if field != "zone" and (words := _fault(field, text))}
    if (zone := told["zone"]) not in known_zones():
        errors["zone"] = f"{zone[:64]!r} is not the time zone of a region, for example " \
                         "Europe/Berlin."
    return errors


def _fault(field: str, text: str) -> str:
    kind = Clinic.__table__.c[field].type
    longest = kind.length if isinstance(kind, String) and kind.length else 0
    if field in NEEDED and not text:
        return f"Please give the clinic's {field.replace('_', ' ')}."
    if len(text) > longest or not text.isprintable():
        return f"The {field.replace('_', ' ')} must be one line of at most {longest} characters."
    return ""


def faults(new: Profile) -> dict[str, str]:
    """What is wrong with what was typed, for each field."""
    told = asdict(new)
    accepted = told.pop("false_alerts")
    errors = line_faults(told)
    if not FALSE_ALERTS[0] <= accepted <= FALSE_ALERTS[1]:
        errors["false_alerts"] = "Please give a number from 0.5 to 20."
    return errors


def profile(session: Session, viewer: Viewer) -> Profile:
    """The profile of the viewer's clinic."""
    return _profile(alarms.clinic(session, viewer.clinic_id))


def _profile(row: Clinic) -> Profile:
    return Profile(row.name, row.phone, row.after_hours_phone, row.hours, row.emergency_number,
                   row.zone, row.false_alerts)


def change_profile(
    session: Session, viewer: Viewer, new: Profile, seen: str, *, now: datetime
) -> None:
    """Write the profile; the trail names what changed.

    `seen` is the mark of the profile that the form was filled in on. Raises Refused, also where
    somebody else changed it meanwhile.
    """
    told: dict[str, Any] = {
        field: " ".join(value.split()) if isinstance(value, str) else value
        for field, value in asdict(new).items()}
    new = Profile(**told)
    if errors := faults(new):
        raise Refused(errors)
    with writing(session):
        row = clinics.held(session, viewer.clinic_id)
        before = _profile(row)
        refuse_stale(before.mark, seen)
        known = asdict(before)
        changed = {field: value for field, value in asdict(new).items() if value != known[field]}
        if not changed:
            return
        for field, value in changed.items():
            setattr(row, field, value)
        detail = ", ".join(sorted(changed.keys() - {"false_alerts"}))
        if "false_alerts" in changed:
            shift = f"false alerts {before.false_alerts:g} to {new.false_alerts:g}"
            detail = f"{detail}, {shift}" if detail else shift
        trail.did(session, viewer, "clinic profile changed", now, detail=detail)
