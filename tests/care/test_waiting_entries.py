"""Answers that waited on a phone: kept for the day of answering, beside what came meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, TREATED, World, build_world, treat
from tracker.care.entries import log_entry
from tracker.care.own_recovery import own_recovery
from tracker.care.reading import read_recovery
from tracker.care.viewer import Refused
from tracker.store.alerts import Alert
from tracker.store.health import EntryRow, Status
from tracker.store.scope import set_scope

DAY = timedelta(days=1)


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    set_scope(session, built.patient.scope)
    return built


def versions(session: Session) -> list[EntryRow]:
    session.expire_all()
    return list(session.scalars(select(EntryRow).order_by(EntryRow.day, EntryRow.version)))


def test_what_was_answered_before_midnight_and_sent_in_the_morning_is_of_the_day_before(
    session: Session, world: World
) -> None:
    answered = datetime(2026, 11, 22, 22, 50, tzinfo=UTC)  # 23:50 in Berlin, day 2
    morning = answered + timedelta(hours=8)
    logged = log_entry(session, world.patient, None, CALM, day=None, version=0,
                       waited=morning - answered, now=morning)
    row = versions(session)[0]
    assert (logged.day, row.day, row.submitted) == (2, 2, 3)
    assert (row.answered_at, row.made_at) == (answered, morning)


def test_answers_given_before_a_new_treatment_stay_with_the_one_before(
    session: Session, world: World
) -> None:
    set_scope(session, world.staff.scope)
    treat(session, world.staff, world.patient_id, TREATED + 5 * DAY)
    set_scope(session, world.patient.scope)
    logged = log_entry(session, world.patient, None, CALM, day=None, version=0,
                       waited=2 * DAY, now=TREATED + 6 * DAY)
    assert (logged.recovery_id, logged.day) == (world.recovery_id, 4)


def test_both_answers_of_a_day_stand_and_the_graver_is_judged(
    session: Session, world: World
) -> None:
    now = TREATED + 4 * DAY
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=4, version=0, now=now)
    log_entry(session, world.patient, None, CALM, day=None, version=0, key="k",
              waited=timedelta(hours=3), now=now + timedelta(hours=1))
    first, second = versions(session)
    assert (first.current, first.answers["redness"]) == (False, 8)
    assert (second.current, second.answers["redness"], second.unseen["redness"]) == (True, 2, 8)
    assert second.assessment["level"] == "urgent"
    assert session.scalars(select(Status)).one().level == 3
    own = own_recovery(session, world.patient, now=now)
    assert own is not None and own.recovery.entries[0].scores["redness"] == 8
    assert own.recovery.entries[0].has("discharge")
    set_scope(session, world.staff.scope)
    page = read_recovery(session, world.staff, world.recovery_id, now=now)
    assert [v.answers["redness"] for v in page.versions] == [2, 8]
    assert page.level == 3


def test_graver_answers_that_waited_raise_the_alert_over_calm_ones_made_meanwhile(
    session: Session, world: World
) -> None:
    now = TREATED + 4 * DAY
    log_entry(session, world.patient, world.recovery_id, CALM, day=4, version=0, now=now)
    logged = log_entry(session, world.patient, None, ALARMING, day=None, version=0,
                       waited=timedelta(hours=3), now=now + timedelta(hours=1))
    assert logged.mails
    assert session.scalars(select(func.count()).select_from(Alert).where(Alert.level == 3)).one()


def test_whoever_saw_both_and_saves_again_has_settled_it(session: Session, world: World) -> None:
    now = TREATED + 4 * DAY
    for redness in (6, 2):
        log_entry(session, world.patient, None, {**CALM, "redness": redness}, day=None, version=0,
                  waited=timedelta(), now=now)
    log_entry(session, world.patient, None, {**CALM, "redness": 3}, day=4, version=2, now=now)
    last = versions(session)[-1]
    assert (last.version, last.unseen, last.answers["redness"]) == (3, None, 3)


def test_the_same_answers_twice_are_no_conflict(session: Session, world: World) -> None:
    now = TREATED + 4 * DAY
    for key in ("a", "b"):
        log_entry(session, world.patient, None, CALM, day=None, version=0, key=key,
                  waited=timedelta(), now=now)
    assert [v.unseen for v in versions(session)] == [None, None]


def test_a_third_answer_hides_neither_of_the_two(session: Session, world: World) -> None:
    now = TREATED + 4 * DAY
    for answers in ({**CALM, "redness": 7}, {**CALM, "itching": 6}, CALM):
        log_entry(session, world.patient, None, answers, day=None, version=0,
                  waited=timedelta(), now=now)
    unseen = versions(session)[-1].unseen
    assert unseen is not None and (unseen["redness"], unseen["itching"]) == (7, 6)


def test_a_repeated_sending_is_stored_once(session: Session, world: World) -> None:
    for hours in (1, 2):
        logged = log_entry(session, world.patient, None, CALM, day=None, version=0, key="once",
                           waited=timedelta(hours=hours), now=TREATED + 4 * DAY)
    assert logged.repeated and len(versions(session)) == 1


def test_a_phone_whose_clock_runs_ahead_answers_no_later_than_now(
    session: Session, world: World
) -> None:
    now = TREATED + 4 * DAY
    logged = log_entry(session, world.patient, None, CALM, day=None, version=0,
                       waited=-2 * DAY, now=now)
    assert logged.day == 4 and versions(session)[0].answered_at == now


def test_answers_from_before_the_treatment_are_refused(session: Session, world: World) -> None:
    with pytest.raises(Refused) as refused:
        log_entry(session, world.patient, None, CALM, day=None, version=0,
                  waited=9 * DAY, now=TREATED + 4 * DAY)
    assert "before the treatment" in refused.value.errors["day"]
