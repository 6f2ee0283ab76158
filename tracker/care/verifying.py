"""Checking the audit trail against its chains: is every row as it was when it was sealed?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.store import audit_chain
from tracker.store.audit_chain import NOTHING_BEFORE, Head, Link, hash_of
from tracker.store.audit_marks import Marks
from tracker.store.scope import EVERYBODY, set_scope

BATCH = 5000
GRACE = timedelta(minutes=10)
"""A row is sealed within seconds; so long it may wait while the worker is started anew."""

Anchors = Mapping[int, Mapping[int, str]]
"""For each clinic, hashes that were noted outside: by position."""


@dataclass(frozen=True)
class Checked:
    """How far the check of a clinic's chain is: rows so far, how many of them were sealed later
    than `GRACE` after what they tell, whether the chain's end is reached, and in plain words the
    first thing that is wrong."""

    clinic_id: int
    rows: int
    late: int = 0
    ended: bool = False
    fault: str = ""


@dataclass
class _Chain:
    """One clinic's chain while it is followed from its first link on."""

    clinic_id: int
    marks: Marks
    anchors: Mapping[int, str]
    position: int = 0
    before: str = NOTHING_BEFORE
    highest: int = 0
    late: int = 0
    unmarked_since: int | None = None

    def follow(self, link: Link) -> str:
        """Take the next link; returns in words what is wrong with it, or nothing."""
        position, audit_id, sealed_at, link_hash, mark, row = link
        where = f"clinic {self.clinic_id}, row {audit_id}, link {position}"
        if position != self.position + 1:
            return f"{where}: the links before it, from {self.position + 1} on, are missing"
        if row is None:
            return f"{where}: the row is gone"
        if hash_of(self.before, position, sealed_at, row) != link_hash:
            told = f"{row.action}, {row.at:%Y-%m-%d %H:%M} UTC"
            return f"{where}: row or link was changed, moved or exchanged; it reads now “{told}”"
        if fault := self._out_of_turn(audit_id, sealed_at, row.at):
            return f"{where}: {fault}"
        if self.anchors.get(position, link_hash) != link_hash:
            return f"{where}: its hash is another than the one that was noted outside"
        self.position, self.before = position, link_hash
        if self.marks.known(link_hash, mark):
            self.unmarked_since = None
        elif self.unmarked_since is None:
            self.unmarked_since = position
        return ""

    def _out_of_turn(self, audit_id: int, sealed_at: datetime, at: datetime) -> str:
        """A late commit is sealed after higher numbers, but seconds after what it tells."""
        late = sealed_at - at > GRACE
        self.late += late
        if late and audit_id < self.highest:
            return "it was put among older rows afterwards"
        self.highest = max(self.highest, audit_id)
        return ""

    def ended(self) -> str:
        """What is wrong with where the chain ends, or nothing."""
        # A later mark that is known covers earlier ones whose key has gone since.
        if self.unmarked_since is not None:
            return (f"clinic {self.clinic_id}: none of TRACKER_DATA_KEYS made the marks from link "
                    f"{self.unmarked_since} to the end")
        beyond = [position for position in self.anchors if position > self.position]
        if beyond:
            return (f"clinic {self.clinic_id}: the trail ends with link {self.position}, but link "
                    f"{min(beyond)} was noted outside: the newest rows are gone")
        return ""


def verify(session: Session, *, now: datetime, anchors: Anchors | None = None) -> Iterator[Checked]:
    """Follow each clinic's chain, then look for rows outside any; yields how far it is, and per
    clinic the first thing that is wrong. Constant memory, however long the trail is."""
    set_scope(session, EVERYBODY)
    marks, anchors = Marks(), anchors or {}
    for clinic_id in sorted({*audit_chain.clinics(session), *anchors}):
        chain = _Chain(clinic_id, marks, anchors.get(clinic_id, {}))
        yield from _followed(session, chain)
    yield from _outside(session, now)


def _followed(session: Session, chain: _Chain) -> Iterator[Checked]:
    while links := audit_chain.links(session, chain.clinic_id, chain.position, BATCH):
        for link in links:
            if fault := chain.follow(link):
                yield Checked(chain.clinic_id, chain.position, chain.late, fault=fault)
                return
        yield Checked(chain.clinic_id, chain.position, chain.late)
    yield Checked(chain.clinic_id, chain.position, chain.late, True, chain.ended())


def _outside(session: Session, now: datetime) -> Iterator[Checked]:
    """The first row that should have been sealed by now."""
    for row in audit_chain.unsealed(session, 0, 1, older_than=now - GRACE):
        yield Checked(row.clinic_id, 0, fault=(
            f"clinic {row.clinic_id}, row {row.id}: it is of {row.at:%Y-%m-%d %H:%M} UTC and not "
            "sealed; see that `tracker worker` runs, or run `tracker audit seal`"))


def heads(session: Session) -> list[Head]:
    """The newest link of each clinic that has one."""
    set_scope(session, EVERYBODY)
    found = (audit_chain.head(session, clinic_id) for clinic_id in audit_chain.clinics(session))
    return [head for head in found if head is not None]
