"""Messages between clinic and patient, and what the clinic asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import CALM, TREATED, World, add_patient, build_world, treat
from tests.photos import skin
from tracker.care import alerts, messages, own_messages
from tracker.care.desk import Stale
from tracker.care.entries import log_entry
from tracker.care.own_recovery import own_recovery
from tracker.care.photos import keep_photo
from tracker.care.reading import read_recovery
from tracker.care.triage import triage
from tracker.care.viewer import NotFound, Refused
from tracker.mail.message import compose
from tracker.pictures.encoding import encoded
from tracker.store.alerts import Outbox
from tracker.store.blobs import Blobs
from tracker.store.health import Status
from tracker.store.messages import words_of
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)
CANARY = "marmalade zeppelin"


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    other = build_world(session, "hillside")
    set_scope(session, other.staff.scope)
    messages.write(session, other.staff, other.recovery_id, "of hillside", now=NOW)
    set_scope(session, built.staff.scope)
    alerts.add_note(session, built.staff, built.recovery_id, "Only for colleagues", now=NOW)
    return built


def status(session: Session, world: World) -> Status:
    session.expire_all()
    return session.get_one(Status, world.recovery_id)


def mails(session: Session, config: Config, template: str) -> list[str]:
    """What was mailed so, as text."""
    set_scope(session, EVERYBODY)
    rows = session.scalars(select(Outbox).where(Outbox.template == template)).all()
    return [str(compose(row, config)) for row in rows]


def test_both_sides_write_and_see_what_is_unread(
    session: Session, world: World, config: Config
) -> None:
    mine, theirs = world.staff, world.patient
    with pytest.raises(Refused):
        set_scope(session, theirs.scope)
        own_messages.answer(session, theirs, world.recovery_id, "first", now=NOW)
    set_scope(session, mine.scope)
    messages.write(session, mine, world.recovery_id, f"Is it warm? {CANARY}", now=NOW)
    set_scope(session, theirs.scope)
    assert own_recovery(session, theirs, now=NOW).waiting.unread_since == NOW
    thread = own_messages.read_thread(session, theirs, now=NOW)
    assert [one.text for one in thread.messages] == [f"Is it warm? {CANARY}"]
    assert own_recovery(session, theirs, now=NOW).waiting.unread_since is None
    for key in ("a", "a", "b"):
        own_messages.answer(session, theirs, world.recovery_id, f"Yes {CANARY}", key=key, now=NOW)
    set_scope(session, mine.scope)
    assert (status(session, world).unread_since, status(session, world).rank) == (NOW, 2)
    assert triage(session, mine, now=NOW).rows[0].unread_since == NOW
    page = read_recovery(session, mine, world.recovery_id, now=NOW)
    assert [one.author for one in page.messages] == ["Dr Test", "Paula harbour", "Paula harbour"]
    assert [one.text for one in page.notes] == ["Only for colleagues"], "nothing of hillside's"
    messages.mark_read(session, mine, world.recovery_id, now=NOW)
    assert (status(session, world).unread_since, status(session, world).rank) == (None, 0)
    for template, count in (("clinic_wrote", 2), ("patient_wrote", 1)):
        told = mails(session, config, template)
        assert len(told) == count and not any(CANARY in text for text in told)


def test_what_is_asked_for_is_fulfilled_by_the_next_that_comes(
    session: Session, world: World, config: Config
) -> None:
    for what in ("entry", "photo"):
        messages.ask(session, world.staff, world.recovery_id, what, now=NOW)
        with pytest.raises(Refused):
            messages.ask(session, world.staff, world.recovery_id, what, now=NOW)
    set_scope(session, world.patient.scope)
    waiting = own_recovery(session, world.patient, now=NOW).waiting
    assert (waiting.entry_asked_at, waiting.photo_asked_at) == (NOW, NOW)
    log_entry(session, world.patient, world.recovery_id, CALM, day=4, now=NOW)
    waiting = own_recovery(session, world.patient, now=NOW).waiting
    assert (waiting.entry_asked_at, waiting.photo_asked_at) == (None, NOW)
    keep_photo(session, world.patient, Blobs(config.photo_url), world.recovery_id,
               encoded(skin()), now=NOW)
    assert own_recovery(session, world.patient, now=NOW).waiting == (None, None, None)
    asks = [one.asks for one in own_messages.read_thread(session, world.patient, now=NOW).messages]
    assert asks == ["entry", "photo"]
    told = mails(session, config, "clinic_asks")
    assert len(told) == 2 and not any("photo" in text for text in told)


def test_who_cannot_read_is_not_written_to(session: Session, world: World) -> None:
    set_scope(session, world.staff.scope)
    patient = add_patient(session, world.staff, "new@harbour.example", TREATED)
    recovery_id = treat(session, world.staff, patient, TREATED)
    for act in (lambda: messages.write(session, world.staff, recovery_id, "x", now=NOW),
                lambda: messages.ask(session, world.staff, recovery_id, "photo", now=NOW),
                lambda: messages.ask(session, world.staff, world.recovery_id, "both", now=NOW),
                lambda: messages.ask(session, world.staff, world.recovery_id, "photo",
                                     now=NOW + timedelta(days=200)),
                lambda: messages.write(session, world.staff, world.recovery_id, "a\0b", now=NOW),
                lambda: messages.write(session, world.staff, world.recovery_id, "x" * 2001,
                                       now=NOW)):
        with pytest.raises(Refused):
            act()
    with pytest.raises(Stale):
        messages.write(session, world.staff, world.recovery_id, "x", seen=0, now=NOW)


def test_messages_are_their_recoverys_own(session: Session, world: World) -> None:
    set_scope(session, EVERYBODY)
    other = session.scalars(
        select(Status).where(Status.clinic_id != world.clinic_id)).one().recovery_id
    for viewer in (world.patient, world.staff):
        set_scope(session, viewer.scope)
        assert words_of(session, other) == []
        with pytest.raises(NotFound):
            messages.write(session, viewer, other, "x", now=NOW)
    set_scope(session, world.patient.scope)
    with pytest.raises(NotFound):
        own_messages.answer(session, world.patient, other, "x", now=NOW)
    with pytest.raises(NotFound):
        own_messages.read_thread(session, world.patient, other, now=NOW)


def test_a_patient_waits_for_an_answer_after_some_messages(session: Session, world: World) -> None:
    messages.write(session, world.staff, world.recovery_id, "How is it?", now=NOW)
    set_scope(session, world.patient.scope)
    for _ in range(own_messages.MOST_IN_A_ROW):
        own_messages.answer(session, world.patient, world.recovery_id, "And", now=NOW)
    with pytest.raises(Refused) as refused:
        own_messages.answer(session, world.patient, world.recovery_id, "And", now=NOW)
    assert "call" in refused.value.errors["text"]
