"""An alert whose recipients refuse for good goes on: on call, managers, other clinicians."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, HASH, TREATED, World, build_world
from tests.smtp import Recorder, url_of
from tracker.care import administration
from tracker.care.alerts import acknowledge
from tracker.care.entries import log_entry
from tracker.mail.deliver import deliver_due
from tracker.mail.transport import Smtp
from tracker.store import duty_queries
from tracker.store.alerts import Alert, Outbox
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)
GONE = "550 no such mailbox"
ON_CALL, MANAGER, OTHER = "doctor@harbour.example", "manager@h.example", "other@h.example"


@pytest.fixture
def world(session: Session) -> World:
    """A clinic with somebody on call, a manager, another clinician and one who left."""
    built = build_world(session)
    add(session, built.clinic_id, MANAGER, "manager")
    add(session, built.clinic_id, OTHER, "clinician")
    left = add(session, built.clinic_id, "left@h.example", "clinician")
    elsewhere = administration.add_clinic(session, "Elsewhere", "1", "Europe/Berlin")
    add(session, elsewhere, "else@e.example", "clinician")
    with writing(session):
        session.get_one(Person, left).active = False
    return built


def add(session: Session, clinic_id: int, email: str, role: str) -> int:
    return administration.add_staff(session, clinic_id, email, "Dr N", role, HASH)


@pytest.fixture
def sweep(session: Session, config: Config, server: Controller) -> Callable[[], int]:
    return lambda: deliver_due(session, Smtp(url_of(server)), config, clock=lambda: NOW)


def alarm(session: Session, world: World) -> int:
    """An alert of level urgent; returns its number."""
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=4, now=NOW)
    set_scope(session, EVERYBODY)
    return session.scalars(select(Alert.id).order_by(Alert.level.desc())).first() or 0


def told(session: Session, alert_id: int) -> dict[str, str]:
    """To whom the alert's mails went, and what became of them."""
    session.expire_all()
    rows = session.scalars(select(Outbox).where(Outbox.alert_id == alert_id).order_by(Outbox.id))
    return {row.recipient: row.state for row in rows}


def test_a_refused_alert_goes_to_the_next_in_turn_once_each(
    session: Session, world: World, recorder: Recorder, sweep: Callable[[], int]
) -> None:
    recorder.refused = {ON_CALL: GONE, MANAGER: GONE}
    alert_id = alarm(session, world)
    for _ in range(4):
        sweep()
    assert told(session, alert_id) == {ON_CALL: "given_up", MANAGER: "given_up", OTHER: "sent"}
    assert ON_CALL not in str([mail["To"] for mail in recorder.mails])


def test_the_first_who_accepts_ends_it(
    session: Session, world: World, recorder: Recorder, sweep: Callable[[], int]
) -> None:
    recorder.refused = {ON_CALL: GONE}
    alert_id = alarm(session, world)
    for _ in range(3):
        sweep()
    assert told(session, alert_id) == {ON_CALL: "given_up", MANAGER: "sent"}


def test_it_ends_when_everybody_has_refused(
    session: Session, world: World, recorder: Recorder, sweep: Callable[[], int]
) -> None:
    recorder.refused = {ON_CALL: GONE, MANAGER: GONE, OTHER: GONE}
    alert_id = alarm(session, world)
    for _ in range(5):
        sweep()
    assert told(session, alert_id) == dict.fromkeys((ON_CALL, MANAGER, OTHER), "given_up")


def test_one_of_two_on_call_who_refuses_changes_nothing(
    session: Session, world: World, recorder: Recorder, sweep: Callable[[], int]
) -> None:
    with writing(session):
        session.scalars(select(Person).where(Person.email == OTHER)).unique().one().on_call = True
    recorder.refused = {ON_CALL: GONE}
    alert_id = alarm(session, world)
    for _ in range(3):
        sweep()
    assert told(session, alert_id) == {ON_CALL: "given_up", OTHER: "sent"}


def test_an_alert_that_somebody_took_meanwhile_is_not_passed_on(
    session: Session, world: World, recorder: Recorder, sweep: Callable[[], int]
) -> None:
    recorder.refused = {ON_CALL: GONE}
    alert_id = alarm(session, world)
    set_scope(session, world.staff.scope)
    acknowledge(session, world.staff, world.recovery_id, now=NOW)
    sweep()
    assert told(session, alert_id) == {ON_CALL: "given_up"}


def test_with_nobody_on_call_and_no_manager_every_active_clinician_is_told(
    session: Session, world: World
) -> None:
    def people() -> set[str]:
        return {one.email for one in duty_queries.team(session, world.clinic_id, NOW).to_tell(NOW)}

    def leave(email: str) -> None:
        with writing(session):
            session.scalars(select(Person).where(Person.email == email)).unique().one(
            ).active = False

    assert people() == {ON_CALL}
    leave(ON_CALL)
    assert people() == {MANAGER}
    leave(MANAGER)
    add(session, world.clinic_id, "third@h.example", "clinician")
    assert people() == {OTHER, "third@h.example"}
