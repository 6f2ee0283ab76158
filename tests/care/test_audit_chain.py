"""The trail's chain: whatever somebody with the database does to sealed rows is seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from config import Config
from tests.conftest import KEY
from tracker.care import administration
from tracker.care.sealing import WINDOW, mark_anew, seal, seal_state
from tracker.care.verifying import Anchors, heads, verify
from tracker.store import audit_chain
from tracker.store.alerts import Audit
from tracker.store.audit_chain import AuditLink
from tracker.store.audit_marks import Marks
from tracker.store.database import begin_writing
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import use_keys

SEEN = datetime(2026, 11, 20, 9, tzinfo=UTC)
SEALED = SEEN + timedelta(seconds=5)
LATER = SEEN + timedelta(hours=5)


def tell(session: Session, number: int, clinic_id: int = 1, at: datetime = SEEN) -> None:
    """A row of the trail under this number, committed."""
    set_scope(session, EVERYBODY)
    session.execute(insert(Audit), {
        "id": number, "clinic_id": clinic_id, "at": at, "action": "seen", "detail": f"no {number}"})
    session.commit()


@pytest.fixture
def told(session: Session) -> Session:
    """Two clinics, six and three rows between each other, sealed in two goes."""
    for name in ("harbour", "hillside"):
        administration.add_clinic(session, name, "555 0100", "Europe/Berlin")
    for number in range(10, 70, 10):
        tell(session, number)
        if number % 20 == 0:
            tell(session, number + 5, clinic_id=2)
        if number == 30:
            assert seal(session, now=SEALED) == 4
    assert seal(session, now=SEALED) == 5
    return session


def faults(session: Session, anchors: Anchors | None = None, now: datetime = LATER) -> list[str]:
    return [step.fault for step in verify(session, now=now, anchors=anchors) if step.fault]


@contextmanager
def attack(session: Session) -> Iterator[None]:
    """Inside, nothing guards the trail's tables any more; afterwards all is as before."""
    begin_writing(session)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in ("audit", "audit_link"):
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    yield
    session.rollback()


def test_a_sealed_trail_is_found_whole_clinic_by_clinic(told: Session) -> None:
    steps = [step for step in verify(told, now=LATER) if step.ended]
    assert [(step.clinic_id, step.rows, step.late, step.fault) for step in steps] == [
        (1, 6, 0, ""), (2, 3, 0, "")]
    assert seal(told, now=LATER) == seal(told, now=LATER, everything=True) == 0
    anchors = {head.clinic_id: {head.position: head.hash} for head in heads(told)}
    tell(told, 70, at=LATER)
    seal(told, now=LATER)
    assert faults(told, anchors) == []


ATTACKS = {
    "a changed row": (["UPDATE audit SET detail = 'nothing' WHERE id = 30"],
                      "row 30, link 3: row or link was changed"),
    "a changed moment": (["UPDATE audit SET at = '2026-11-20 09:00:00.000001' WHERE id = 30"],
                         "row 30, link 3: row or link was changed"),
    "another clinic's": (["UPDATE audit SET clinic_id = 2 WHERE id = 30"], "row 30, link 3"),
    "a deleted row": (["DELETE FROM audit WHERE id = 30"], "row 30, link 3: the row is gone"),
    "row and link gone": (["DELETE FROM audit_link WHERE audit_id = 30",
                           "DELETE FROM audit WHERE id = 30"],
                          "row 40, link 4: the links before it, from 3 on, are missing"),
    "rows exchanged": (["UPDATE audit SET id = 999 WHERE id = 20",
                        "UPDATE audit SET id = 20 WHERE id = 30",
                        "UPDATE audit SET id = 30 WHERE id = 999"], "row 20, link 2"),
    "links exchanged": (["UPDATE audit_link SET position = 99 WHERE audit_id = 20",
                         "UPDATE audit_link SET position = 2 WHERE audit_id = 30",
                         "UPDATE audit_link SET position = 3 WHERE audit_id = 20"],
                        "row 30, link 2"),
    "a row put in between": (["INSERT INTO audit (id, clinic_id, at, action, detail) "
                              "VALUES (31, 1, '2026-11-20 09:00:00', 'seen', '')"],
                             "row 31: it is of 2026-11-20 09:00 UTC and not sealed"),
    "the newest gone": (["DELETE FROM audit_link WHERE audit_id = 60",
                         "DELETE FROM audit WHERE id = 60"],
                        "the trail ends with link 5, but link 6 was noted outside"),
    "all gone": (["DELETE FROM audit_link", "DELETE FROM audit"],
                 "the trail ends with link 0, but link 6 was noted outside"),
}


def test_each_attack_on_sealed_rows_is_named_by_its_first_row(told: Session) -> None:
    anchors = {head.clinic_id: {head.position: head.hash} for head in heads(told)}
    for name, (statements, words) in ATTACKS.items():
        with attack(told):
            for statement in statements:
                told.execute(text(statement))
            found = faults(told, anchors)
        assert found and found[0].startswith("clinic 1") and words in found[0], (name, found)
    assert faults(told, anchors) == []


def test_who_reckons_the_hashes_anew_lacks_the_key(told: Session) -> None:
    """Somebody with the database alone: takes all links away and makes his own."""
    anchors = {head.clinic_id: {head.position: head.hash} for head in heads(told)}
    use_keys((Fernet.generate_key().decode(),))
    with attack(told):
        told.execute(text("UPDATE audit SET detail = 'nothing' WHERE id = 30"))
        told.execute(text("DELETE FROM audit_link"))
        for_himself = _sealed_without_commit(told)
        use_keys((KEY,))
        assert for_himself == 9
        assert faults(told) == [f"clinic {number}: none of TRACKER_DATA_KEYS made the marks from "
                                "link 1 to the end" for number in (1, 2)]
        assert seal_state(told, now=LATER).forged == (1, 2)
        # With the key too (the worker itself seals what has no link), the head outside tells.
        told.execute(text("DELETE FROM audit_link"))
        assert _sealed_without_commit(told) == 9
        assert all("noted outside" in words for words in faults(told, anchors))
        late = [step.late for step in verify(told, now=LATER) if step.ended]
        assert late == [6, 3], "and each row shows that it was sealed late"


def _sealed_without_commit(session: Session) -> int:
    rows = audit_chain.unsealed(session, 0, 100)
    for clinic_id in (1, 2):
        audit_chain.add_links(session, clinic_id, None,
                              [row for row in rows if row.clinic_id == clinic_id],
                              Marks(), LATER)
    return len(rows)


def test_nothing_is_built_upon_a_forged_link(
    told: Session, caplog: pytest.LogCaptureFixture
) -> None:
    use_keys((Fernet.generate_key().decode(),))
    tell(told, 70, at=LATER)
    tell(told, 75, clinic_id=2, at=LATER)
    assert seal(told, now=LATER) == 0
    assert "clinic 1's newest link, 6" in caplog.text
    use_keys((KEY,))
    assert seal(told, now=LATER) == 2


def test_a_row_put_in_between_is_seen_after_it_was_sealed_too(told: Session) -> None:
    tell(told, 31)
    assert seal(told, now=LATER) == 1
    assert faults(told) == [
        "clinic 1, row 31, link 7: it was put among older rows afterwards"]


def test_a_row_that_is_committed_late_is_sealed_late(told: Session, engine: Engine) -> None:
    """PostgreSQL gives the number at once and shows the row at its commit, after higher ones."""
    if engine.dialect.name == "sqlite":
        tell(told, 100, at=LATER)
        seal(told, now=LATER)
        tell(told, 90, at=LATER)
    else:
        with Session(engine) as slow:
            set_scope(slow, EVERYBODY)
            begin_writing(slow)
            slow.execute(insert(Audit), {"id": 90, "clinic_id": 1, "at": LATER, "action": "seen",
                                         "detail": ""})
            tell(told, 100, at=LATER)
            assert seal(told, now=LATER) == 1
            slow.commit()
    assert seal(told, now=LATER) == 1
    newest = told.scalars(select(AuditLink.audit_id).where(AuditLink.clinic_id == 1)
                          .order_by(AuditLink.position.desc()).limit(2)).all()
    assert newest == [90, 100]
    assert faults(told) == []


def test_a_row_far_below_is_found_by_the_complete_look(told: Session) -> None:
    tell(told, WINDOW * 2, at=LATER)
    tell(told, 80, clinic_id=2, at=LATER)
    assert seal(told, now=LATER) == 2
    tell(told, 90, at=LATER)
    assert seal(told, now=LATER) == 0
    assert seal(told, now=LATER, everything=True) == 1
    assert faults(told) == []


def test_two_workers_at_once_never_fork_a_chain(
    told: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = audit_chain.add_links

    def slowly(*words: object) -> None:
        time.sleep(0.2)
        add(*words)

    # Between reading the chain's end and adding to it is when the other worker comes.
    monkeypatch.setattr(audit_chain, "add_links", slowly)
    for number in range(100, 140):
        tell(told, number, clinic_id=1 + number % 2, at=LATER)
    ready, sealed, broken = threading.Barrier(4), [], []

    def work() -> None:
        with Session(engine, expire_on_commit=False) as own:
            ready.wait(10)
            try:
                sealed.append(seal(own, now=LATER))
            except Exception as error:
                broken.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert broken == [] and sum(sealed) == 40
    assert faults(told) == []


def test_sealing_that_falls_behind_is_seen(told: Session) -> None:
    assert seal_state(told, now=LATER).behind_since is None
    tell(told, 70, at=LATER)
    assert seal_state(told, now=LATER + timedelta(minutes=9)).behind_since is None
    assert seal_state(told, now=LATER + timedelta(minutes=11)).behind_since == LATER


def test_a_new_data_key_ends_each_chain_with_its_own_mark(told: Session) -> None:
    new = Fernet.generate_key().decode()
    use_keys((new, KEY))
    assert faults(told) == []
    assert (mark_anew(told, now=LATER), mark_anew(told, now=LATER)) == (2, 0)
    use_keys((new,))
    assert faults(told) == [] and seal_state(told, now=LATER).forged == ()


def test_links_cannot_be_changed_and_a_sealed_row_needs_its_link(
    told: Session, engine: Engine, config: Config
) -> None:
    statements: Mapping[str, str] = {
        "changed": "UPDATE audit_link SET hash = 'x'", "deleted": "DELETE FROM audit_link",
        "doubled": "INSERT INTO audit_link SELECT clinic_id, position + 100, audit_id, sealed_at, "
                   "hash, mark FROM audit_link"}
    for statement in statements.values():
        with pytest.raises(DatabaseError), engine.begin() as connection:
            connection.execute(text(statement))
