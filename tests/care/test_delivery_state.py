"""Whether mail is flowing, as the clinic's pages show it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from tests.builders import ALARMING, TREATED, World, build_world
from tracker.care.delivery import PATIENCE, SHOWN, SWEEP_AGE, DeliveryState, delivery_state
from tracker.care.entries import log_entry
from tracker.store import heartbeat
from tracker.store.alerts import GIVEN_UP, QUEUED, SENT, Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, Scope, set_scope

NOW = TREATED + timedelta(days=4)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(session: Session) -> World:
    """A clinic with some mails, all sent, in an installation whose worker sweeps."""
    built = build_world(session)
    set_scope(session, built.patient.scope)
    log_entry(session, built.patient, built.recovery_id, ALARMING, day=4, now=NOW)
    set_scope(session, EVERYBODY)
    set_mails(session, state=SENT, created_at=NOW - MINUTE)
    beat(session, swept_at=NOW)
    return built


def beat(session: Session, **values: datetime | None) -> None:
    with writing(session):
        session.execute(update(heartbeat.Heartbeat).values(**values))


def set_mails(session: Session, *, only: int | None = None, **values: object) -> None:
    change = update(Outbox).values(**values)
    with writing(session):
        session.execute(change if only is None else change.where(Outbox.id == only))


def state(session: Session, now: datetime = NOW) -> DeliveryState:
    return delivery_state(session, now)


def test_mail_flows_while_the_worker_sweeps_and_nothing_waits(
    session: Session, world: World
) -> None:
    assert state(session) == DeliveryState(True, None, 0, None, 0, NOW)


def test_without_a_sweep_mail_does_not_flow_since_the_last(session: Session, world: World) -> None:
    late = NOW + SWEEP_AGE + timedelta(seconds=1)
    assert (state(session, late).flowing, state(session, late).since) == (False, NOW)
    beat(session, swept_at=None)
    assert (state(session).flowing, state(session).since) == (False, None)


def test_a_mail_that_waits_too_long_stops_the_flow_since_it_was_queued(
    session: Session, world: World
) -> None:
    queued = NOW - PATIENCE - MINUTE
    set_mails(session, only=1, state=QUEUED, created_at=NOW - PATIENCE)
    assert (state(session).flowing, state(session).waiting) == (True, 1)
    set_mails(session, only=1, created_at=queued)
    found = state(session)
    assert (found.flowing, found.since, found.oldest) == (False, queued, queued)


def test_one_mail_that_waits_while_others_are_accepted_does_not_stop_the_flow(
    session: Session, world: World
) -> None:
    hour = timedelta(hours=1)
    set_mails(session, only=1, state=QUEUED, created_at=NOW - hour)
    beat(session, accepted_at=NOW - hour / 2)
    found = state(session)
    assert (found.flowing, found.waiting, found.oldest) == (True, 1, NOW - hour)
    set_mails(session, only=2, state=QUEUED, created_at=NOW - hour / 4)
    assert (state(session).flowing, state(session).since) == (False, NOW - hour / 4)


def test_given_up_mails_are_counted_for_a_week(session: Session, world: World) -> None:
    set_mails(session, only=1, state=GIVEN_UP)
    set_mails(session, only=2, state=GIVEN_UP, created_at=NOW - SHOWN - MINUTE)
    assert (state(session).flowing, state(session).given_up) == (True, 1)


def test_a_clinic_sees_the_numbers_of_its_own_mails_alone(session: Session, world: World) -> None:
    set_mails(session, state=QUEUED, created_at=NOW - 2 * PATIENCE)
    set_mails(session, only=1, state=GIVEN_UP)
    set_scope(session, Scope(world.clinic_id + 1))
    assert state(session) == DeliveryState(True, None, 0, None, 0, NOW)
    set_scope(session, Scope(world.clinic_id))
    assert (state(session).flowing, state(session).given_up) == (False, 1)


def test_it_asks_one_question_and_reads_the_outbox_by_its_indexes(
    session: Session, world: World
) -> None:
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    state(session)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(asked) == 1
    if session.get_bind().dialect.name == "sqlite":
        plan = str(session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1]).all())
        assert "ix_outbox_due" in plan and "ix_outbox_given_up" in plan
