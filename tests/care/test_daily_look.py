"""What only time shows: noted and raised once, told by mail where something is open."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.builders import CALM, TREATED, World, build_world
from tracker.care.alerts import resolve
from tracker.care.daily_look import look_around
from tracker.care.entries import log_entry
from tracker.recovery.asking import TELLING_SILENCE
from tracker.recovery.days import date_of_day
from tracker.recovery.reminding import due_on
from tracker.store.alerts import Alert, Outbox
from tracker.store.health import Status
from tracker.store.scope import EVERYBODY, set_scope

BERLIN = "Europe/Berlin"
RED = {**CALM, "redness": 5}


def morning(day: int) -> datetime:
    """Eight o'clock on a day of the recovery, where the clinic is: the hour of the look."""
    return due_on(date_of_day(TREATED, day, BERLIN), 8, BERLIN)


def start_of(day: int) -> datetime:
    return due_on(date_of_day(TREATED, day, BERLIN), 0, BERLIN)


@pytest.fixture
def world(session: Session) -> World:
    """A clinic whose looks have begun."""
    built = build_world(session)
    look(session, TREATED)
    return built


def log(session: Session, world: World, day: int, answers: dict[str, object]) -> None:
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, answers, day=day,
              now=TREATED + timedelta(days=day, hours=8))


def look(session: Session, now: datetime) -> list[str]:
    return look_around(session, now=now)


def silent(session: Session) -> datetime | None:
    set_scope(session, EVERYBODY)
    return session.scalars(select(Status.silent_since)).one()


def silence_mails(session: Session) -> list[Outbox]:
    set_scope(session, EVERYBODY)
    return list(session.scalars(select(Outbox).where(Outbox.template == "silence")))


def test_silence_is_noted_since_its_first_day_and_ends_with_an_answer(
    session: Session, world: World
) -> None:
    for day in range(1 + TELLING_SILENCE):
        look(session, morning(day))
        assert silent(session) == (start_of(0) if day == TELLING_SILENCE else None)
    log(session, world, 2, CALM)
    assert silent(session) is None
    look(session, morning(4) - timedelta(minutes=1))
    assert silent(session) is None
    look(session, morning(5))
    assert silent(session) == start_of(3)
    # An answer about a day of long ago ends nothing.
    log_entry(session, world.patient, world.recovery_id, CALM, day=1, now=morning(6))
    assert silent(session) == start_of(3)
    look(session, morning(20))
    assert silent(session) is None and silence_mails(session) == []


def test_one_mail_tells_that_somebody_with_something_open_has_gone_silent(
    session: Session, engine: Engine, world: World
) -> None:
    log(session, world, 3, {**CALM, "blisters": True})
    session.close()
    threads = [threading.Thread(target=look_alone, args=(engine, morning(6))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for day in (6, 7):
        look(session, morning(day))
    assert silent(session) == start_of(4)
    # An answer about the day after, which is long ago by now: the silence goes on, shorter.
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, CALM, day=4, now=morning(7))
    for day in (8, 16):
        look(session, morning(day))
    mail, = silence_mails(session)
    assert (mail.recipient, silent(session)) == (world.staff_email, start_of(5))
    assert mail.context == {"path": f"/recoveries/{world.recovery_id}",
                            "clinic": "Clinic harbour"}


def look_alone(engine: Engine, now: datetime) -> None:
    with Session(engine, expire_on_commit=False) as own:
        look_around(own, now=now)


def test_skin_that_was_still_red_and_then_silence_is_raised_once_to_be_watched(
    session: Session, world: World
) -> None:
    for day in range(7):
        log(session, world, day, CALM)
    log(session, world, 7, RED)
    set_scope(session, EVERYBODY)
    for alert in session.scalars(select(Alert)).all():
        set_scope(session, world.staff.scope)
        resolve(session, world.staff, world.recovery_id, alert.id, "expected_healing",
                now=TREATED + timedelta(days=7, hours=9))
    set_scope(session, EVERYBODY)
    before = len(session.scalars(select(Alert)).all())
    look(session, morning(9))
    assert len(session.scalars(select(Alert)).all()) == before
    for day in (10, 10, 11):
        look(session, morning(day))
    raised, = session.scalars(select(Alert).order_by(Alert.id)).all()[before:]
    assert (raised.kind, raised.level, raised.day) == ("persistent_inflammation", 1, 10)
    assert "5 on day 7, and no answer since" in raised.reasons[0]
    assert tuple(session.execute(select(Status.level, Status.version)).one()) == (1, raised.version)
    assert session.scalars(select(Outbox).where(Outbox.alert_id == raised.id)).all() == []
    set_scope(session, world.staff.scope)
    resolve(session, world.staff, world.recovery_id, raised.id, "expected_healing", now=morning(11))
    look(session, morning(13))
    # Nor where it had been closed as a graver one of the same kind.
    set_scope(session, EVERYBODY)
    raised.level = 2
    session.commit()
    look(session, morning(14))
    assert len(session.scalars(select(Alert)).all()) == before + 1


def test_calm_skin_and_silence_raise_nothing(session: Session, world: World) -> None:
    log(session, world, 7, CALM)
    for day in range(10, 14):
        look(session, morning(day))
    assert session.scalars(select(Alert)).all() == []
