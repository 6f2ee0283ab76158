"""What is answered to a system that sent an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.care import exchange
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.guidance import Guidance
from tracker.store import entries
from tracker.store.entries import Written
from tracker.store.people import Clinic
from tracker.translations import known


@dataclass(frozen=True)
class Receipt:
    """The entry as it is kept, with what was said of it then; and the words for the patient as of
    now, in the language of their record."""

    entry: Written
    assessment: Mapping[str, Any]
    guidance: Guidance
    language: str
    clinic: Clinic


def receipt(
    session: Session, viewer: Viewer, recovery_id: str, key: str, *, looked: bool, now: datetime
) -> Receipt:
    """What is kept under this key. Raises NotFound.

    `looked`: it was kept before, so that this is a look of its own, which leaves its row.
    """
    found = entries.kept_under(session, recovery_id, key)
    if found is None:
        raise NotFound(recovery_id)
    entry, assessment = found
    course = exchange.gather(session, recovery_id, now)
    if looked:
        exchange.seen(session, viewer, course.own.row, now)
    return Receipt(entry, assessment, course.guidance(entry.day), known(course.patient.language),
                   course.own.clinic)
