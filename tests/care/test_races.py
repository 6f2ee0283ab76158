"""Two people at the same moment: nothing is lost, doubled or hidden."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, TREATED, World, build_world
from tracker.care import alerts, desk, entries, patients, recoveries
from tracker.care.viewer import Refused, Viewer
from tracker.recovery import screening
from tracker.store.alerts import Alert
from tracker.store.health import Patient, RecoveryRow, Status
from tracker.store.scope import set_scope

NOW = TREATED + timedelta(days=4)
Act = Callable[[Session], object]


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    session.close()
    return built


def at_once(engine: Engine, viewer: Viewer, *acts: Act) -> list[BaseException]:
    """Do all of it at the same moment, each in a session of its own; what went wrong."""
    ready, faults = threading.Barrier(len(acts)), []

    def run(act: Act) -> None:
        with Session(engine, expire_on_commit=False) as own:
            set_scope(own, viewer.scope)
            ready.wait(10)
            try:
                act(own)
            except Exception as error:
                faults.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_an_alert_raised_while_another_is_closed_stays_in_the_list(
    engine: Engine, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_scope(session, world.patient.scope)
    entries.log_entry(session, world.patient, world.recovery_id, ALARMING, day=0, now=NOW)
    number = session.scalars(select(Alert.id)).first()
    session.close()
    reckon = desk.list_values

    def slowly(*told: object) -> object:
        time.sleep(0.5)
        return reckon(*told)

    # The clinician's hand is slow between reading and writing: that is when the entry comes.
    monkeypatch.setattr(desk, "list_values", slowly)
    assert not at_once(
        engine, world.staff,
        lambda own: alerts.resolve(own, world.staff, world.recovery_id, number, "herpes",
                                   now=NOW),
        lambda own: (time.sleep(0.2), entries.log_entry(
            own, world.patient, world.recovery_id, {**CALM, "breathing_trouble": True}, day=1,
            now=NOW)),
    )
    set_scope(session, world.staff.scope)
    worst = session.scalar(select(func.max(Alert.level)).where(Alert.resolved_at.is_(None)))
    assert worst == 3
    assert session.scalars(select(Status.level)).one() == worst


def test_of_two_days_saved_at_once_the_second_is_judged_with_the_first(
    engine: Engine, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckon = entries.list_values

    def slowly(*told: object) -> object:
        time.sleep(0.3)
        return reckon(*told)

    monkeypatch.setattr(entries, "list_values", slowly)
    assert not at_once(engine, world.patient, *[
        lambda own, day=day: entries.log_entry(
            own, world.patient, world.recovery_id, CALM, day=day, now=NOW)
        for day in (0, 1, 2)])
    set_scope(session, world.staff.scope)
    assert session.scalars(select(Status.entry_days)).one() == [0, 1, 2]


def test_one_screening_serves_one_treatment(
    engine: Engine, session: Session, world: World
) -> None:
    set_scope(session, world.staff.scope)
    answers = dict.fromkeys(screening.ITEMS, False)
    recoveries.answer_screening(session, world.staff, world.patient_id, answers, now=NOW)
    before = session.scalar(select(func.count()).select_from(RecoveryRow)) or 0
    session.close()
    new = recoveries.NewTreatment(NOW, "pen", 1.5)
    faults = at_once(engine, world.staff, *[
        lambda own: recoveries.open_recovery(own, world.staff, world.patient_id, new, now=NOW)
    ] * 5)
    assert all(isinstance(fault, Refused) for fault in faults) and len(faults) == 4
    set_scope(session, world.staff.scope)
    assert session.scalar(select(func.count()).select_from(RecoveryRow)) == before + 1


def test_a_patient_is_added_once(engine: Engine, session: Session, world: World) -> None:
    new = patients.NewPatient("Ana", "ana@x.example", None, 3, "en", "Europe/Berlin")
    faults = at_once(engine, world.staff, *[
        lambda own: patients.add_patient(own, world.staff, new, now=NOW)] * 5)
    assert len(faults) == 4
    assert all(isinstance(fault, Refused) and "email" in fault.errors for fault in faults)
    set_scope(session, world.staff.scope)
    assert session.scalar(select(func.count()).select_from(Patient)) == 2


def test_a_second_click_on_invite_finds_the_account_of_the_first(
    engine: Engine, session: Session, world: World
) -> None:
    set_scope(session, world.staff.scope)
    new = patients.NewPatient("Ana", "ana@x.example", None, 3, "en", "Europe/Berlin")
    ana = patients.add_patient(session, world.staff, new, now=NOW)
    session.close()
    assert at_once(engine, world.staff, *[
        lambda own: patients.invite_patient(own, world.staff, ana, now=NOW)] * 4) == []
