"""Whom an alert reaches: at once, in the clinic's daily mail, and on to the next; never twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, HASH, TREATED, World, build_world
from tracker.care import administration, own_recovery, rota
from tracker.care.alert_rules import set_rules
from tracker.care.alerts import acknowledge, override, resolve
from tracker.care.entries import log_entry
from tracker.care.telling import tell_due
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.duty.rules import Rules
from tracker.store import outbox
from tracker.store.alerts import CARRIED, Alert, Outbox
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)
"""Half past ten on a Tuesday in Berlin."""
CONCERN = {**CALM, "blisters": True}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DOCTOR, SECOND, AWAY, GONE, MANAGER = (
    "doctor@harbour.example", "second@h.example", "away@h.example", "gone@h.example",
    "manager@h.example")


class Clinic:
    """A clinic: by day the doctor, by night the second; two more who cannot be told."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        self.numbers = {DOCTOR: world.staff.person_id}
        for email in (SECOND, AWAY, GONE, MANAGER):
            role = "manager" if email == MANAGER else "clinician"
            self.numbers[email] = administration.add_staff(
                session, world.clinic_id, email, email.split("@")[0], role, HASH)
        self.manager = Viewer(self.numbers[MANAGER], "M", world.clinic_id, frozenset({"manager"}))
        set_scope(session, self.manager.scope)
        week = range(7)
        for email, begins, until in ((DOCTOR, 8, 12), (AWAY, 12, 14), (GONE, 14, 20),
                                     (SECOND, 20, 8)):
            rota.add_shifts(session, self.manager, self.numbers[email], week, begins, until,
                            now=NOW)
        day = NOW.date()
        rota.add_absence(session, self.manager, self.numbers[AWAY], day - timedelta(days=1),
                         day + timedelta(days=5), None, now=NOW)
        with writing(session):
            session.get_one(Person, self.numbers[GONE]).active = False

    def log(self, answers: Mapping[str, object], now: datetime = NOW) -> None:
        set_scope(self.session, self.world.patient.scope)
        log_entry(self.session, self.world.patient, self.world.recovery_id, answers, day=None,
                  now=now)

    def sweep(self, now: datetime) -> list[str]:
        return tell_due(self.session, now=now)[1]

    def told(self, template: str | None = None) -> list[str]:
        """Whom mails about alerts were queued for, one after the other."""
        set_scope(self.session, EVERYBODY)
        self.session.expire_all()
        rows = self.session.scalars(select(Outbox).order_by(Outbox.id)).all()
        return [row.recipient for row in rows if row.state != CARRIED and row.template in (
            (template,) if template else ("alert", "escalation", "digest"))]

    def rules(self, **chosen: object) -> None:
        set_scope(self.session, self.manager.scope)
        set_rules(self.session, self.manager, Rules(**chosen), version=0, now=NOW)

    def receipt(self, now: datetime) -> str:
        set_scope(self.session, self.world.patient.scope)
        own = own_recovery.own_recovery(self.session, self.world.patient, now=now)
        assert own is not None
        return own.told


@pytest.fixture
def clinic(session: Session) -> Clinic:
    return Clinic(session, build_world(session))


@pytest.mark.parametrize("together", [False, True])
def test_whom_a_clinician_spared_is_told_no_further_nor_with_the_others(
    clinic: Clinic, together: bool
) -> None:
    if together:
        clinic.rules(digest=True)
    clinic.log(CONCERN)
    before = clinic.told()
    set_scope(clinic.session, clinic.world.staff.scope)
    for alert in clinic.session.scalars(select(Alert).where(Alert.level > 1)).all():
        override(clinic.session, clinic.world.staff, clinic.world.recovery_id, alert.id, 1,
                 "A cold sore as ever", now=NOW)
    for days in range(3):
        clinic.sweep(NOW + timedelta(days=days))
    assert clinic.told() == before and len(before) == (0 if together else 1)


def test_what_is_urgent_goes_from_the_doctor_to_the_next_and_to_the_manager(
    clinic: Clinic,
) -> None:
    for answers in (ALARMING, {**ALARMING, "redness": 9}, ALARMING):
        clinic.log(answers)
    urgent = clinic.session.scalars(select(Alert.kind).where(Alert.level == 3)).all()
    first = len(clinic.told())
    assert set(clinic.told()) == {DOCTOR}
    assert first == len(set(urgent)) + len(clinic.session.scalars(
        select(Alert.id).where(Alert.level == 2)).all())
    assert clinic.sweep(NOW + 59 * MINUTE) == []
    # Next is the night's second: one is away, another's account is closed.
    for moment in (NOW + HOUR, NOW + HOUR, NOW + HOUR + MINUTE):
        clinic.sweep(moment)
    assert clinic.told("escalation") == [SECOND] * len(urgent)
    clinic.sweep(NOW + 2 * HOUR)
    clinic.sweep(NOW + 3 * HOUR)
    assert clinic.told("escalation") == [SECOND] * len(urgent) + [MANAGER] * len(urgent)


@pytest.mark.parametrize("act", ["take", "close"])
def test_nobody_is_told_next_once_somebody_has_it(clinic: Clinic, act: str) -> None:
    clinic.log(CONCERN)
    assert clinic.told() == [DOCTOR]
    set_scope(clinic.session, clinic.world.staff.scope)
    if act == "take":
        acknowledge(clinic.session, clinic.world.staff, clinic.world.recovery_id, now=NOW)
    else:
        number = clinic.session.scalars(select(Alert.id)).first() or 0
        resolve(clinic.session, clinic.world.staff, clinic.world.recovery_id, number,
                "expected_healing", now=NOW)
    assert clinic.sweep(NOW + timedelta(days=3)) == []


def test_a_concern_of_the_night_waits_for_the_morning_and_nobody_is_woken_by_its_escalation(
    clinic: Clinic,
) -> None:
    clinic.rules(quiet_from=21, quiet_until=7, concern_hours=15)
    night = NOW + 12 * HOUR
    clinic.log(CONCERN, night)
    assert (clinic.told(), clinic.receipt(night)) == ([], "queued")
    assert clinic.sweep(night + 7 * HOUR) == []
    morning = night + 8 * HOUR + 30 * MINUTE
    clinic.sweep(morning)
    clinic.sweep(morning)
    assert (clinic.told(), clinic.receipt(morning)) == ([SECOND], "queued")
    # Fifteen hours on it is quiet again, so that it waits for the next morning.
    clinic.sweep(morning + 15 * HOUR)
    assert clinic.told("escalation") == []
    clinic.sweep(morning + 24 * HOUR)
    assert clinic.told("escalation") == [DOCTOR]
    clinic.sweep(morning + 39 * HOUR)
    clinic.sweep(morning + 48 * HOUR)
    assert clinic.told("escalation") == [DOCTOR, MANAGER]
    clinic.log(ALARMING, night + timedelta(days=2))
    assert SECOND in clinic.told("alert")


def test_a_daily_mail_tells_a_number_once_and_the_single_alerts_share_its_fate(
    clinic: Clinic, engine: Engine
) -> None:
    other = build_world(clinic.session, "hillside")
    clinic.rules(digest=True, digest_hour=9)
    clinic.log(CONCERN)
    clinic.log({**CONCERN, "redness": 9, "swelling": 8, "itching": 9}, NOW + HOUR)
    alerts = [a for a in clinic.session.scalars(select(Alert)) if a.level == 2]
    assert clinic.told("digest") == [] and len(alerts) >= 1
    set_scope(clinic.session, other.patient.scope)
    log_entry(clinic.session, other.patient, other.recovery_id, CONCERN, day=None, now=NOW)
    tomorrow = NOW + timedelta(hours=22, minutes=30)
    # Two workers at once.
    threads = [threading.Thread(target=lambda: tell_own(engine, tomorrow)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clinic.told("digest") == [DOCTOR]
    set_scope(clinic.session, clinic.world.staff.scope)
    shown = outbox.mails_of(clinic.session, clinic.world.recovery_id)
    assert {(m.state, m.template) for m in shown if m.template == "digest"} == {
        (CARRIED, "digest")}
    assert len([m for m in shown if m.template == "digest"]) == len(alerts)
    digest = clinic.session.scalars(
        select(Outbox).where(Outbox.template == "digest", Outbox.state != CARRIED)).one()
    assert digest.context == {"path": "/triage", "clinic": "Clinic harbour", "count": 1}


def tell_own(engine: Engine, now: datetime) -> None:
    with Session(engine, expire_on_commit=False) as own:
        tell_due(own, now=now)


def test_two_workers_at_once_tell_the_next_once_and_one_that_dies_halfway_loses_nothing(
    clinic: Clinic, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.log(ALARMING)
    urgent = len(clinic.session.scalars(select(Alert.id).where(Alert.level == 3)).all())
    later, queue = NOW + HOUR, outbox.queue_mail

    class Killed(BaseException):
        """As a signal would end the worker."""

    def dies(*args: object, **told: object) -> str:
        queue(*args, **told)  # type: ignore[arg-type]
        raise Killed

    monkeypatch.setattr(outbox, "queue_mail", dies)
    with pytest.raises(Killed):
        clinic.sweep(later)
    monkeypatch.undo()
    assert clinic.told("escalation") == []
    clinic.session.close()
    threads = [threading.Thread(target=tell_own, args=(engine, later)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clinic.told("escalation") == [SECOND] * urgent


def test_whoever_has_the_turn_hands_it_over_and_a_manager_alone_edits(clinic: Clinic) -> None:
    session, staff, numbers = clinic.session, clinic.world.staff, clinic.numbers
    edits: list[Callable[[], object]] = [
        lambda: rota.add_shifts(session, staff, numbers[SECOND], [1], 9, 10, now=NOW),
        lambda: rota.remove_shift(session, staff, 1, now=NOW),
        lambda: set_rules(session, staff, Rules(), version=0, now=NOW)]
    set_scope(session, staff.scope)
    for edit in edits:
        with pytest.raises(NotFound):
            edit()
    with pytest.raises(Refused):
        rota.hand_over(session, staff, numbers[GONE], now=NOW)
    until, mails = rota.hand_over(session, staff, numbers[SECOND], now=NOW)
    assert until == NOW.replace(hour=11, minute=0) and len(mails) == 1
    with pytest.raises(Refused):
        rota.hand_over(session, staff, numbers[SECOND], now=NOW)
    page = rota.read_rota(session, staff, now=NOW + MINUTE)
    assert [one.email for one in page.now] == [SECOND] and not page.may_edit
    clinic.log(CONCERN, NOW + MINUTE)
    assert clinic.told() == [SECOND]
