"""Erasure: asked for by the patient, decided by the clinic, and then nothing of them is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, LargeBinary, select, type_coerce
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, HASH, TREATED, World, build_world
from tests.photos import jpeg
from tracker.care import (
    administration,
    erasure,
    messages,
    patients,
    people,
    recoveries,
    reset,
    throttle,
)
from tracker.care.alerts import acknowledge, add_note, override, resolve
from tracker.care.entries import log_entry
from tracker.care.patient_record import read_patient
from tracker.care.photos import add_photo, discard
from tracker.care.sealing import seal
from tracker.care.triage import triage
from tracker.care.verifying import verify
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.mail.message import compose
from tracker.recovery.screening import ITEMS
from tracker.store import outbox
from tracker.store.alerts import Alert, Audit
from tracker.store.base import Base
from tracker.store.blobs import Blobs
from tracker.store.erasures import ErasureRequest
from tracker.store.health import EntryRow, Patient
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import Encrypted

NAME, EMAIL = "Zoraida Canarywort", "zoraida.canarywort@patients.example"
NOTE, STAFF_NOTE, REASON = "canary in the diary", "canary of the clinic", "canary of a reason"
MESSAGE = "canary of a message"
CANARIES = (*NAME.casefold().split(), "zoraida.canarywort@", NOTE, STAFF_NOTE, REASON, MESSAGE)
LATER = TREATED + timedelta(days=9)


def manager_of(session: Session, world: World) -> Viewer:
    email = f"manager{world.clinic_id}@clinic.example"
    number = administration.add_staff(session, world.clinic_id, email, "M. Ek", "manager", HASH,
                                      on_call=False)
    return Viewer(number, "M. Ek", world.clinic_id, frozenset({"manager"}))


@pytest.fixture
def world(session: Session) -> World:
    """A patient who has left something in every table that takes something of a patient's."""
    built = build_world(session)
    build_world(session, "hillside")
    set_scope(session, built.staff.scope)
    new = patients.NewPatient(NAME, built.patient_email, date(1990, 2, 3), 4, "en",
                              "Europe/Berlin")
    patients.correct_patient(session, built.staff, built.patient_id, new, now=TREATED)
    set_scope(session, EVERYBODY)
    person = session.get_one(Person, built.patient.person_id)
    patient = session.get_one(Patient, built.patient_id)
    person.name, person.email, patient.email = NAME, EMAIL, EMAIL
    session.commit()
    people.begin_sign_in(session, person, now=TREATED)
    people.sign_in_failed(session, person, now=TREATED)
    reset.queue_reset(session, person, "http://localhost/reset/token", now=TREATED)
    set_scope(session, built.patient.scope)
    for day in (0, 0, 4):
        log_entry(session, built.patient, built.recovery_id, ALARMING, day=day, note=NOTE,
                  now=TREATED + timedelta(days=day))
    set_scope(session, built.staff.scope)
    add_note(session, built.staff, built.recovery_id, f"{STAFF_NOTE}: {NAME}", now=TREATED)
    acknowledge(session, built.staff, built.recovery_id, now=TREATED)
    messages.write(session, built.staff, built.recovery_id, MESSAGE, now=TREATED)
    number = session.scalars(select(Alert.id)).first() or 0
    override(session, built.staff, built.recovery_id, number, 1, REASON, now=TREATED)
    resolve(session, built.staff, built.recovery_id, number, "other", STAFF_NOTE, now=TREATED)
    recoveries.answer_screening(session, built.staff, built.patient_id,
                                {**dict.fromkeys(ITEMS, False), "keloids": True}, now=TREATED)
    recoveries.clear_item(session, built.staff, built.patient_id, "keloids", True, REASON,
                          now=TREATED)
    return built


def rows(session: Session) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table, decrypted, as text."""
    for table in Base.metadata.sorted_tables:
        for row in session.connection().execute(select(table)):
            yield from ((f"{table.name}.{name}", str(value).casefold())
                        for name, value in row._mapping.items())


def left(session: Session) -> set[str]:
    """Where something of the patient still stands."""
    return {where for where, value in rows(session) for canary in CANARIES if canary in value}


def as_manager(session: Session, world: World) -> Viewer:
    manager = manager_of(session, world)
    set_scope(session, manager.scope)
    return manager


def test_the_world_of_these_tests_has_something_to_erase(session: Session, world: World) -> None:
    assert left(session) >= {
        "person.name", "person.email", "patient.name", "patient.name_key", "patient.email",
        "status.patient_name", "entry.note", "note.text", "clearance.reason",
        "message.text", "alert.override_reason", "alert.outcome_words", "work_step.asked",
        "outbox.recipient",
        "outbox.recipient_name"}


def test_nothing_of_an_erased_patient_is_left_in_any_table(
    session: Session, world: World
) -> None:
    set_scope(session, world.patient.scope)
    erasure.ask(session, world.patient, now=LATER)
    erasure.withdraw(session, world.patient, now=LATER)
    erasure.ask(session, world.patient, now=LATER)
    manager = as_manager(session, world)
    before = dict.fromkeys(where for where, value in rows(session) if "hillside" in value)
    erasure.carry_out(session, manager, world.patient_id, NAME, now=LATER)
    assert left(session) == set()
    assert not any(world.recovery_id in value for where, value in rows(session)
                   if not where.startswith("audit."))
    after = dict.fromkeys(where for where, value in rows(session) if "hillside" in value)
    assert after == before, "another clinic lost something"


def test_the_trail_keeps_that_it_happened_and_nobodys_name(
    session: Session, world: World
) -> None:
    manager = as_manager(session, world)
    kept = session.connection().execute(select(Audit.__table__)).all()
    assert seal(session, now=LATER) == len(kept)
    set_scope(session, manager.scope)
    erasure.carry_out(session, manager, world.patient_id, NAME, now=LATER)
    set_scope(session, EVERYBODY)
    trail = session.connection().execute(select(Audit.__table__)).all()
    assert trail[:len(kept)] == kept
    last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert last is not None
    assert (last.action, last.person_id, last.at) == ("patient erased", manager.person_id, LATER)
    assert last.detail == "not asked here"
    emptied = session.get_one(Person, world.patient.person_id)
    assert (emptied.name, emptied.password, emptied.active, list(emptied.roles)) == (
        "", None, False, [])
    assert [step.fault for step in verify(session, now=LATER) if step.fault] == []


def test_sqlite_writes_over_what_is_erased(
    session: Session, engine: Engine, world: World, config: Config
) -> None:
    if not config.sqlite:
        pytest.skip("on PostgreSQL the server clears by itself, see docs/operations.md")
    path = Path(config.database_url.removeprefix("sqlite:///"))

    def on_disk() -> bytes:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()

    assert b"Canarywort" in on_disk()
    erasure.carry_out(session, as_manager(session, world), world.patient_id, NAME, now=LATER)
    session.close()
    assert b"Canarywort" not in on_disk() and b"canarywort" not in on_disk()


def test_the_clinic_sees_the_wish_and_by_when_to_answer(session: Session, world: World) -> None:
    set_scope(session, world.patient.scope)
    assert erasure.own_request(session, world.patient) is None
    for _ in range(2):
        erasure.ask(session, world.patient, now=LATER)
    wish = erasure.own_request(session, world.patient)
    assert wish is not None and (wish.state, wish.asked_at) == ("open", LATER)
    manager = as_manager(session, world)
    by = LATER + timedelta(days=30)
    assert triage(session, manager, now=LATER).erasures == [(world.patient_id, NAME, by)]
    record = read_patient(session, manager, world.patient_id, now=LATER)
    assert record.wish is not None and record.wish.answer_by == by and record.decides
    set_scope(session, EVERYBODY)
    assert len(session.scalars(select(ErasureRequest)).all()) == 1


def test_the_managers_are_written_to_and_the_patient_of_a_refusal_without_a_name(
    session: Session, world: World, config: Config
) -> None:
    manager_of(session, world)
    set_scope(session, world.patient.scope)
    assert len(erasure.ask(session, world.patient, now=LATER)) == 1
    assert erasure.ask(session, world.patient, now=LATER) == ()
    manager = Viewer(world.staff.person_id, "M", world.clinic_id, frozenset({"manager"}))
    set_scope(session, manager.scope)
    assert len(erasure.refuse(session, manager, world.patient_id, REASON, now=LATER)) == 1
    to_patient, to_manager = outbox.all_mails(session, 2)
    assert to_patient.recipient == EMAIL
    assert to_manager.recipient == f"manager{world.clinic_id}@clinic.example"
    words = [compose(mail, config).as_string() for mail in (to_patient, to_manager)]
    assert "http://localhost/your-data" in words[0] and REASON not in words[0]
    assert f"/patients/{world.patient_id}/erasure" in words[1] and "2026-12-29" in words[1]
    assert "Zoraida" not in words[1]


def test_a_refusal_gives_its_reason_and_can_be_followed_by_another_wish(
    session: Session, world: World
) -> None:
    set_scope(session, world.patient.scope)
    erasure.ask(session, world.patient, now=LATER)
    manager = as_manager(session, world)
    with pytest.raises(Refused):
        erasure.refuse(session, manager, world.patient_id, "  ", now=LATER)
    erasure.refuse(session, manager, world.patient_id, REASON, now=LATER)
    with pytest.raises(NotFound):
        erasure.refuse(session, manager, world.patient_id, REASON, now=LATER)
    stored = session.connection().execute(
        select(type_coerce(ErasureRequest.__table__.c.reason, LargeBinary))).scalar_one()
    assert REASON.encode() not in bytes(stored), "a reason is encrypted"
    set_scope(session, world.patient.scope)
    wish = erasure.own_request(session, world.patient)
    assert wish is not None and (wish.state, wish.reason) == ("refused", REASON)
    erasure.ask(session, world.patient, now=LATER)
    wish = erasure.own_request(session, world.patient)
    assert wish is not None and wish.state == "open"
    assert session.scalars(select(EntryRow)).all(), "a refusal erases nothing"


def test_a_wish_taken_back_is_gone_for_both(session: Session, world: World) -> None:
    set_scope(session, world.patient.scope)
    with pytest.raises(NotFound):
        erasure.withdraw(session, world.patient, now=LATER)
    erasure.ask(session, world.patient, now=LATER)
    erasure.withdraw(session, world.patient, now=LATER)
    assert erasure.own_request(session, world.patient) is None
    set_scope(session, world.staff.scope)
    assert triage(session, world.staff, now=LATER).erasures == []


def test_only_who_answers_for_the_clinic_decides(session: Session, world: World) -> None:
    set_scope(session, world.patient.scope)
    erasure.ask(session, world.patient, now=LATER)
    with pytest.raises(NotFound):
        erasure.carry_out(session, world.patient, world.patient_id, NAME, now=LATER)
    set_scope(session, world.staff.scope)
    assert erasure.may_decide(session, world.staff), "there is no manager yet"
    manager_of(session, world)
    set_scope(session, world.staff.scope)
    for step in (erasure.carry_out, erasure.refuse):
        with pytest.raises(NotFound):
            step(session, world.staff, world.patient_id, NAME, now=LATER)
    with pytest.raises(NotFound):
        erasure.desk(session, world.staff, world.patient_id, now=LATER)
    assert left(session)


def test_another_clinics_manager_finds_nobody(session: Session, world: World) -> None:
    set_scope(session, EVERYBODY)
    other = build_world(session, "elsewhere")
    manager = as_manager(session, other)
    for step in (erasure.carry_out, erasure.refuse):
        with pytest.raises(NotFound):
            step(session, manager, world.patient_id, NAME, now=LATER)
    assert erasure.waiting(session) == []


@pytest.mark.parametrize("typed", ["", "Zoraida", "Paula Test", NAME + "x"])
def test_another_name_erases_nobody(session: Session, world: World, typed: str) -> None:
    manager = as_manager(session, world)
    with pytest.raises(Refused):
        erasure.carry_out(session, manager, world.patient_id, typed, now=LATER)
    assert left(session)


def test_the_name_may_be_typed_without_capitals(session: Session, world: World) -> None:
    erasure.carry_out(session, as_manager(session, world), world.patient_id, NAME.lower(),
                      now=LATER)
    assert left(session) == set()


def test_somebody_who_also_works_here_keeps_their_sign_in_and_what_they_wrote(
    session: Session, world: World
) -> None:
    manager = as_manager(session, world)
    patient = session.get_one(Patient, world.patient_id)
    patient.person_id = world.staff.person_id
    session.commit()
    other = build_world(session, "neighbour")
    set_scope(session, manager.scope)
    erasure.carry_out(session, manager, world.patient_id, NAME, now=LATER)
    set_scope(session, EVERYBODY)
    assert session.get_one(Person, world.staff.person_id).password == HASH
    assert session.get(Patient, other.patient_id) is not None


def test_an_entry_that_comes_while_all_is_erased_leaves_nothing(
    session: Session, engine: Engine, world: World
) -> None:
    manager, ended = as_manager(session, world), []

    def log() -> None:
        with Session(engine, expire_on_commit=False) as own:
            set_scope(own, world.patient.scope)
            try:
                log_entry(own, world.patient, world.recovery_id, ALARMING, day=5, note=NOTE,
                          now=LATER)
            except NotFound:
                ended.append("nothing to log for")

    entering = [Thread(target=log) for _ in range(3)]
    for one in entering:
        one.start()
    erasure.carry_out(session, manager, world.patient_id, NAME, now=LATER)
    for one in entering:
        one.join()
    assert left(session) == set()


def test_every_encrypted_or_worded_column_is_looked_at(session: Session, world: World) -> None:
    """The walk decrypts: a canary behind a key would be seen."""
    assert any(isinstance(c.type, Encrypted) for t in Base.metadata.sorted_tables
               for c in t.columns)
    assert "entry.note" in left(session)


def test_the_downloads_of_one_person_have_an_end(session: Session, world: World) -> None:
    mine = ((throttle.DOWNLOAD, str(world.patient.person_id)),)
    taken = [throttle.take(session, mine, now=LATER) for _ in range(13)]
    assert taken[11] is not None and taken[12] is None


def test_photos_go_with_the_rest(session: Session, world: World, config: Config) -> None:
    blobs = Blobs(config.photo_url)
    set_scope(session, world.patient.scope)
    photo = add_photo(session, world.patient, blobs, world.recovery_id, data=jpeg(),
                      now=TREATED + timedelta(days=2))
    gone = erasure.carry_out(session, as_manager(session, world), world.patient_id, NAME,
                             now=LATER)
    assert gone == [photo.name]
    discard(blobs, gone)
    folder = Path(config.photo_url.removeprefix("file:"))
    assert not [file for file in folder.rglob("*") if photo.name in file.name]
