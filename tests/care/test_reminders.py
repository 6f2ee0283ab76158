"""Reminders over whole recoveries, two sweeps at once, and everything that ends them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, TREATED, World, build_world, treat
from tracker.care import accounts, administration, patients, people, reminders
from tracker.care.entries import log_entry
from tracker.care.reminding import MOST_REFUSALS, queue_due
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store.alerts import GIVEN_UP, Audit, Outbox
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.reminders import Reminder, ReminderChoice
from tracker.store.scope import EVERYBODY, set_scope

BERLIN = ZoneInfo("Europe/Berlin")


def evening(day: int, hour: int = 19, minute: int = 0) -> datetime:
    """A clock time on a day of the recovery, where the patient is."""
    there = TREATED.astimezone(BERLIN).date() + timedelta(days=day)
    return datetime(there.year, there.month, there.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


@pytest.fixture
def reminded(session: Session, world: World) -> World:
    """The patient wants a mail at 19:00."""
    set_scope(session, world.patient.scope)
    reminders.choose(session, world.patient, 19, now=TREATED)
    return world


def mails(session: Session) -> list[Outbox]:
    set_scope(session, EVERYBODY)
    return list(session.scalars(
        select(Outbox).where(Outbox.template == "reminder").order_by(Outbox.id)))


def sweep(session: Session, now: datetime) -> int:
    return len(queue_due(session, now=now)[1])


def log(session: Session, world: World, answers: dict, now: datetime) -> None:
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, answers, day=None, now=now)


def path(mail: Outbox) -> str:
    return mail.context["path"].removeprefix("/today/")


def stop_path(mail: Outbox) -> str:
    return mail.context["unsubscribe"].removeprefix("/reminders/stop/")


def test_nobody_is_reminded_who_did_not_ask(session: Session, world: World) -> None:
    assert [sweep(session, evening(day)) for day in range(5)] == [0] * 5


def test_a_whole_recovery_with_answers_on_some_days(session: Session, reminded: World) -> None:
    told = []
    for day in range(50):
        if day in (1, 2, 14):
            log(session, reminded, CALM, evening(day, 12))
        assert sweep(session, evening(day, 18, 59)) == 0
        if sum(sweep(session, evening(day, hour)) for hour in (19, 20, 21)):
            told.append(day)
    assert told == [0, *range(3, 14), 21, 22, 28, 29, 42]


def test_what_is_open_is_reminded_of_beyond_two_weeks(session: Session, reminded: World) -> None:
    log(session, reminded, ALARMING, evening(16, 12))
    assert [sweep(session, evening(day)) for day in range(16, 20)] == [0, 1, 1, 1]


def test_two_sweeps_at_once_mail_once(
    engine: Engine, session: Session, reminded: World
) -> None:
    session.close()
    queued: list[str] = []

    def run() -> None:
        with Session(engine, expire_on_commit=False) as own:
            queued.extend(queue_due(own, now=evening(0))[1])

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(queued) == 1 and len(mails(session)) == 1


def test_of_two_treatments_of_one_day_one_is_reminded_of(
    session: Session, reminded: World
) -> None:
    assert sweep(session, evening(3)) == 1
    set_scope(session, reminded.staff.scope)
    newer = treat(session, reminded.staff, reminded.patient_id, evening(3, 20))
    set_scope(session, reminded.patient.scope)
    reminders.choose(session, reminded.patient, 22, now=evening(3, 21))
    assert sweep(session, evening(3, 22)) == 0
    assert sweep(session, evening(4, 22)) == 1
    assert mails(session)[-1].recovery_id == newer


def test_a_worker_that_was_down_skips_what_is_late_and_goes_on(
    session: Session, reminded: World
) -> None:
    assert sweep(session, evening(0, 22, 1)) == 0
    assert sweep(session, evening(1, 21, 59)) == 1
    assert sweep(session, evening(4, 12)) == 0
    assert sweep(session, evening(4)) == 1
    # Down for days, and back an hour late: that day's is mailed, the others are not made up for.
    assert sweep(session, evening(8, 20)) == 1


def test_an_hour_chosen_after_it_has_passed_begins_the_next_day(
    session: Session, world: World
) -> None:
    set_scope(session, world.patient.scope)
    reminders.choose(session, world.patient, 19, now=evening(0, 19, 5))
    assert sweep(session, evening(0, 19, 10)) == 0
    assert sweep(session, evening(1)) == 1


def test_the_hour_follows_a_corrected_zone(session: Session, reminded: World) -> None:
    set_scope(session, reminded.staff.scope)
    moved = patients.NewPatient("Paula", reminded.patient_email, None, 4, "en", "America/New_York")
    patients.correct_patient(session, reminded.staff, reminded.patient_id, moved, now=TREATED)
    assert sweep(session, evening(0)) == 0
    assert sweep(session, evening(0) + timedelta(hours=6)) == 1


def test_a_closed_account_is_not_reminded(session: Session, reminded: World) -> None:
    administration.set_active(session, reminded.patient_email, False, now=TREATED)
    assert sweep(session, evening(0)) == 0


def test_an_address_that_refuses_again_and_again_gets_no_more(
    session: Session, reminded: World
) -> None:
    for day in range(MOST_REFUSALS):
        assert sweep(session, evening(day)) == 1
        with writing(session):
            mails(session)[-1].state = GIVEN_UP
    assert [sweep(session, evening(day)) for day in range(3, 6)] == [0, 0, 0]
    set_scope(session, EVERYBODY)
    assert session.scalars(select(ReminderChoice.active)).one() is False
    assert session.scalars(select(Audit.detail).order_by(Audit.id.desc())).first() == (
        "address refused")


@pytest.mark.parametrize("hour", [-1, 24, 400])
def test_an_hour_that_no_clock_shows_is_refused(
    session: Session, world: World, hour: int
) -> None:
    set_scope(session, world.patient.scope)
    with pytest.raises(Refused):
        reminders.choose(session, world.patient, hour, now=TREATED)


def test_staff_have_no_reminders(session: Session, world: World) -> None:
    set_scope(session, world.staff.scope)
    with pytest.raises(NotFound):
        reminders.choose(session, world.staff, 19, now=TREATED)
    with pytest.raises(NotFound):
        reminders.chosen(session, world.staff)


def test_a_link_opens_for_a_day_and_until_the_next_one_is_mailed(
    session: Session, reminded: World
) -> None:
    sweep(session, evening(0))
    first = path(mails(session)[0])
    opened = reminders.todays_link(session, first, now=evening(0) + timedelta(hours=23))
    assert opened is not None and opened.recovery_id == reminded.recovery_id
    assert reminders.todays_link(session, first, now=evening(1, 19, 1)) is None
    sweep(session, evening(1))
    second = path(mails(session)[1])
    assert reminders.todays_link(session, first, now=evening(0, 20)) is None
    assert reminders.todays_link(session, second, now=evening(1, 20)) is not None
    assert reminders.todays_link(session, "x" * 43, now=evening(1, 20)) is None


def test_everything_that_closes_an_account_ends_its_link(
    session: Session, reminded: World
) -> None:
    sweep(session, evening(0))
    link = path(mails(session)[0])
    with writing(session):
        person = session.get_one(Person, reminded.patient.person_id)
        accounts.end_everything(session, person, now=evening(0, 20))
    assert reminders.follow_link(session, link, now=evening(0, 20)) is None


def test_unsubscribing_ends_reminders_links_and_what_they_opened(
    session: Session, reminded: World
) -> None:
    sweep(session, evening(0))
    mail, now = mails(session)[0], evening(0, 20)
    link = reminders.follow_link(session, path(mail), now=now)
    assert link is not None
    token = people.begin_sign_in(session, link.person, now=now, only_recovery=link.recovery_id)
    own = people.begin_sign_in(session, link.person, now=now)
    uniquifier = link.person.fs_uniquifier
    assert not reminders.unsubscribe(session, "x" * 43, now=now)
    assert reminders.unsubscribe(session, stop_path(mail), now=now)
    assert reminders.unsubscribe(session, stop_path(mail), now=now)
    assert reminders.todays_link(session, path(mail), now=now) is None
    assert people.signed_in(session, token, uniquifier, now=now) is None
    assert people.signed_in(session, own, uniquifier, now=now) is not None
    assert [sweep(session, evening(day)) for day in (1, 2)] == [0, 0]
    set_scope(session, EVERYBODY)
    assert [a for a in session.scalars(
        select(Audit.action).order_by(Audit.id)) if a.startswith("reminder")] == [
        "reminders on", "reminder mailed", "reminder followed", "reminders off"]


def test_a_patient_reads_only_their_own_choice(session: Session, reminded: World) -> None:
    other = build_world(session, "hillside")
    set_scope(session, other.patient.scope)
    assert session.scalars(select(ReminderChoice)).all() == []
    assert session.scalars(select(Reminder)).all() == []
    assert not reminders.chosen(session, other.patient).asked


def test_whoever_came_by_a_link_answers_today_of_one_recovery_and_changes_nothing(
    session: Session, reminded: World
) -> None:
    now = evening(4)
    by_link = Viewer(reminded.patient.person_id, "Paula", reminded.clinic_id,
                     reminded.patient.roles, reminded.patient_id,
                     only_recovery=reminded.recovery_id)
    set_scope(session, reminded.staff.scope)
    newer = treat(session, reminded.staff, reminded.patient_id, now)
    set_scope(session, by_link.scope)
    with pytest.raises(NotFound):
        log_entry(session, by_link, newer, CALM, day=None, now=now)
    with pytest.raises(Refused):
        log_entry(session, by_link, None, CALM, day=2, now=now)
    assert log_entry(session, by_link, None, CALM, day=None, now=now).recovery_id == (
        reminded.recovery_id)
    with pytest.raises(Refused):
        log_entry(session, by_link, None, CALM, day=None, now=now)
