"""Sealing the audit trail: the worker chains rows beside those who write them.

A number is taken before its row is committed, so a row can turn up below others that are sealed
already. Each look therefore begins some way below the newest sealed number, and seals whatever is
unsealed there; a complete look, at the worker's start and once a day, finds the rest.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.verifying import GRACE
from tracker.store import audit_chain, trail
from tracker.store.audit_marks import Marks
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

BATCH = 1000
WINDOW = 20_000
"""So many numbers below the newest sealed one are looked at again each time. At two hundred looks
a second that is a transaction of a hundred seconds; ours last milliseconds."""
log = logging.getLogger(__name__)


class Forged(RuntimeError):
    """A chain's newest link bears a mark that none of our keys made: nothing is built upon it."""


@dataclass(frozen=True)
class SealState:
    """How the sealing stands: since when a row has waited too long, and the clinics whose newest
    link none of our keys marked."""

    behind_since: datetime | None
    forged: tuple[int, ...]


def seal(session: Session, *, now: datetime, everything: bool = False) -> int:
    """Seal what is unsealed, batch by batch; returns how many rows.

    `everything` looks through the whole trail instead of its newest part. A forged chain is left
    alone and told; the others go on. Safe beside other workers.
    """
    set_scope(session, EVERYBODY)
    marks, done = Marks(), 0
    after = 0 if everything else _floor(session)
    while rows := audit_chain.unsealed(session, after, BATCH):
        up_to = rows[-1].id
        for clinic_id in sorted({row.clinic_id for row in rows}):
            try:
                done += _seal_clinic(session, clinic_id, after, up_to, marks, now)
            except Forged as error:
                log.error("the audit trail is not sealed: %s", error)
        after = up_to
    return done


def _floor(session: Session) -> int:
    return max(0, audit_chain.newest_sealed(session) - WINDOW)


def _seal_clinic(
    session: Session, clinic_id: int, after: int, up_to: int, marks: Marks, now: datetime
) -> int:
    """Seal a clinic's rows of a range. Raises Forged."""
    with writing(session):
        audit_chain.hold_chain(session, clinic_id)
        # Only now: what another worker has sealed meanwhile is seen.
        last = audit_chain.head(session, clinic_id)
        if last and not marks.known(last.hash, last.mark):
            raise Forged(f"none of TRACKER_DATA_KEYS made the mark of clinic {clinic_id}'s newest "
                         f"link, {last.position}; `tracker audit verify` tells more")
        rows = audit_chain.unsealed_here(session, clinic_id, after, up_to, BATCH)
        if rows:
            audit_chain.add_links(session, clinic_id, last, rows, marks, now)
    return len(rows)


def seal_state(session: Session, *, now: datetime) -> SealState:
    """Whether sealing keeps up; looks at the newest part of the trail alone, so it is cheap."""
    set_scope(session, EVERYBODY)
    waiting = audit_chain.unsealed(session, _floor(session), 1, older_than=now - GRACE)
    marks = Marks()
    heads = [audit_chain.head(session, clinic_id) for clinic_id in audit_chain.clinics(session)]
    return SealState(waiting[0].at if waiting else None,
                     tuple(head.clinic_id for head in heads
                           if head and not marks.known(head.hash, head.mark)))


def mark_anew(session: Session, *, now: datetime) -> int:
    """After a new data key, end each chain with a link that the newest key marks; returns how many.

    A link's hash covers all before it, so the older keys may go. The trail tells of it.
    """
    seal(session, now=now)
    marks, anew = Marks(), 0
    for clinic_id in audit_chain.clinics(session):
        head = audit_chain.head(session, clinic_id)
        # A forged end is left as it is, for the doctor to tell.
        if (head is None or marks.newest(head.hash, head.mark)
                or not marks.known(head.hash, head.mark)):
            continue
        trail.record(session, clinic_id=clinic_id, person_id=None, action="data key changed",
                     now=now)
        anew += 1
    seal(session, now=now)
    return anew
