"""`tracker keys rotate`: stopped and started again it goes on, beside people who write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import CALM, TREATED, build_world
from tests.cli.command import complaint, environment, tracker, tracker_alone
from tests.conftest import KEY
from tracker.care.alerts import add_note
from tracker.care.entries import log_entry
from tracker.care.keys import rotate
from tracker.store import rotation
from tracker.store.alerts import Note
from tracker.store.health import EntryRow
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import use_keys

NEW = Fernet.generate_key().decode()
NOTES = [f"note {number}" for number in range(5)]


@pytest.fixture
def written(session: Session) -> Session:
    """Five days with notes, one without, and a clinician's note, under the old key."""
    world = build_world(session)
    set_scope(session, world.patient.scope)
    for day, note in enumerate([*NOTES, ""]):
        log_entry(session, world.patient, world.recovery_id, CALM, day=day, note=note,
                  now=TREATED + timedelta(days=6))
    set_scope(session, world.staff.scope)
    add_note(session, world.staff, world.recovery_id, "seen", now=TREATED)
    set_scope(session, EVERYBODY)
    session.commit()
    return session


def notes(session: Session) -> list[str]:
    session.expire_all()
    return [*session.scalars(select(EntryRow.note).where(EntryRow.note.is_not(None))
                             .order_by(EntryRow.day)),
            *session.scalars(select(Note.text))]


def test_a_run_that_was_cut_off_goes_on_with_the_rest(written: Session) -> None:
    use_keys((NEW, KEY))
    first = rotate(written, size=2)
    assert next(first).written == 2
    first.close()
    last = {step.column: step for step in rotate(written, size=2)}
    assert (last["entry.note"].done, last["entry.note"].total) == (5, 5)
    assert last["entry.note"].written == 3
    assert last["note.text"].written == 1
    use_keys((NEW,))
    assert notes(written) == [*NOTES, "seen"]
    use_keys((NEW, KEY))
    assert all(step.written == 0 for step in rotate(written))


def test_what_somebody_writes_meanwhile_is_not_overwritten(
    written: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row changes between its reading and its writing, as on PostgreSQL it can."""
    use_keys((NEW, KEY))
    encrypt = rotation.renewed

    def changed_meanwhile(stored: bytes) -> bytes:
        written.execute(update(Note).values(text="corrected"))
        return encrypt(stored)

    monkeypatch.setattr(rotation, "renewed", changed_meanwhile)
    assert [step.written for step in rotate(written) if step.column == "note.text"] == [0]
    assert notes(written)[-1] == "corrected"


def test_the_command_shows_how_far_it_is_and_that_all_is_done(
    written: Session, config: Config
) -> None:
    run = tracker_alone("keys", "rotate",
                        env=environment(config, TRACKER_DATA_KEYS=f"{NEW},{KEY}"))
    assert run.returncode == 0, run.stderr
    assert b"entry.note: 5 of 5, 5 written anew" in run.stdout
    use_keys((NEW,))
    assert notes(written) == [*NOTES, "seen"]


def test_values_that_no_key_reads_are_counted_and_left_alone(
    written: Session, config: Config
) -> None:
    run = tracker("keys", "rotate", env=environment(config, TRACKER_DATA_KEYS=NEW))
    assert "5 of entry.note, 1 of note.text" in complaint(run)
    use_keys((KEY,))
    assert notes(written) == [*NOTES, "seen"]
