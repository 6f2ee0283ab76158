"""Sweeps that last, overlap, or meet a mail that cannot go out."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import TREATED, build_world
from tests.smtp import Recorder, url_of
from tracker.mail import deliver
from tracker.mail.deliver import LEASE, WAITS, deliver_due, deliver_one
from tracker.mail.transport import Smtp
from tracker.store import heartbeat, outbox
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED
MAILS = 12


class FastClock:
    """A clock that runs ahead of the real one by a factor."""

    def __init__(self, factor: float) -> None:
        self.start, self.factor = datetime.now(UTC), factor

    def __call__(self) -> datetime:
        return self.start + (datetime.now(UTC) - self.start) * self.factor


@pytest.fixture
def clinic_id(session: Session) -> int:
    """A clinic; the mails of its making are out of the way."""
    world = build_world(session)
    set_scope(session, EVERYBODY)
    with writing(session):
        for mail in session.scalars(select(Outbox)):
            session.delete(mail)
    return world.clinic_id


def queue(session: Session, clinic_id: int, number: int, **more: Any) -> list[str]:
    told = {"template": "alert", "context": {"path": "/x", "clinic": "C", "urgent": True}, **more}
    with writing(session):
        return [outbox.queue_mail(session, clinic_id=clinic_id, recipient=f"p{n}@a.example",
                                  recipient_name="P", now=NOW, **told) for n in range(number)]


def row(session: Session, message_id: str) -> Outbox:
    session.expire_all()
    return session.scalars(select(Outbox).where(Outbox.message_id == message_id)).one()


def test_two_slow_sweeps_at_once_send_each_mail_once(
    engine: Engine, session: Session, clinic_id: int, config: Config, recorder: Recorder,
    server: Controller,
) -> None:
    """The first takes several leases' time for its one batch, while the other looks anew for
    each mail and would find what the first holds if that were held too short.

    Half an hour in a minute: a lease lasts two seconds, a mail a quarter of it.
    """
    queue(session, clinic_id, MAILS)
    recorder.delay = 0.5
    clock = FastClock(30)

    def sweep(limit: int) -> None:
        with Session(engine, expire_on_commit=False) as own:
            while deliver_due(own, Smtp(url_of(server)), config, clock=clock, limit=limit):
                pass

    begun = clock()
    threads = [threading.Thread(target=sweep, args=(limit,)) for limit in (MAILS, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock() - begun > LEASE
    seen = Counter(mail["Message-ID"] for mail in recorder.mails)
    assert len(seen) == MAILS
    assert set(seen.values()) == {1}


def test_a_lease_counts_from_the_moment_it_is_taken(
    session: Session, clinic_id: int, config: Config
) -> None:
    """The second mail of a sweep is taken an hour after its start, and is held then."""
    first, second = queue(session, clinic_id, 2)
    hours = iter(range(100))
    held: list[bool] = []

    class Looking:
        def send(self, message: object) -> str:
            now = at[-1]
            held.extend(bool(row(session, n).lease_until and row(session, n).lease_until > now)
                        for n in (first, second) if row(session, n).lease_token)
            return "250 seen"

    at: list[datetime] = []

    def clock() -> datetime:
        at.append(NOW + timedelta(hours=next(hours)))
        return at[-1]

    assert deliver_due(session, Looking(), config, clock=clock) == 2
    assert held == [True, True]


@pytest.mark.parametrize("fault", [
    {"template": "no_such_template"},
    {"context": {}},
    {"context": {"path": "/x"}},
])
def test_a_mail_that_cannot_be_composed_is_parked_in_sight_and_the_others_go_out(
    session: Session, clinic_id: int, config: Config, recorder: Recorder, server: Controller,
    fault: dict[str, Any],
) -> None:
    bad, = queue(session, clinic_id, 1, **fault)
    queue(session, clinic_id, 2)
    assert deliver_due(session, Smtp(url_of(server)), config, clock=lambda: NOW) == 2
    assert row(session, bad).state == "given_up"
    assert row(session, bad).answer.startswith("cannot be composed: ")
    assert row(session, bad).lease_token is None


@pytest.mark.parametrize("address", ["no address", "a@b@c", "", "ü@a.example"])
def test_an_address_that_no_server_takes_stops_nobody_elses_mail(
    session: Session, clinic_id: int, config: Config, recorder: Recorder, server: Controller,
    address: str,
) -> None:
    bad, *_ = queue(session, clinic_id, 3)
    with writing(session):
        row(session, bad).recipient = address
    assert deliver_due(session, Smtp(url_of(server)), config, clock=lambda: NOW) == 2
    assert row(session, bad).lease_token is None
    assert row(session, bad).answer


def test_words_of_a_server_that_no_column_holds_do_not_repeat_the_mail(
    session: Session, clinic_id: int, config: Config
) -> None:
    class Odd:
        def send(self, message: object) -> str:
            return "250 \0 accepted\r\n" + "x" * 1000

    one, = queue(session, clinic_id, 1)
    assert deliver_one(session, one, Odd(), config, clock=lambda: NOW)
    assert row(session, one).state == "sent"


class Killed(BaseException):
    """As a signal would end a sender: nothing catches it."""


class Deadly:
    """Ends whoever sends it, before there is an outcome."""

    def send(self, message: object) -> str:
        raise Killed


def test_a_mail_that_its_senders_die_of_is_parked_and_not_taken_for_ever(
    session: Session, clinic_id: int, config: Config
) -> None:
    one, = queue(session, clinic_id, 1)
    for number in range(len(WAITS) + 1):
        when = NOW + 2 * LEASE * number
        with pytest.raises(Killed):
            deliver_one(session, one, Deadly(), config, clock=lambda when=when: when)
    end = NOW + 2 * LEASE * (len(WAITS) + 2)
    assert not deliver_one(session, one, Deadly(), config, clock=lambda: end)
    assert (row(session, one).state, "without an outcome" in row(session, one).answer) == (
        "given_up", True)


def test_the_next_sweep_takes_what_a_dead_one_held_once_its_lease_has_run_out(
    session: Session, clinic_id: int, config: Config, recorder: Recorder, server: Controller
) -> None:
    one, = queue(session, clinic_id, 1)
    with pytest.raises(Killed):
        deliver_one(session, one, Deadly(), config, clock=lambda: NOW)

    def sweep(when: datetime) -> int:
        return deliver_due(session, Smtp(url_of(server)), config, clock=lambda: when)

    assert sweep(NOW + LEASE) == 0
    assert sweep(NOW + LEASE + timedelta(seconds=1)) == 1
    assert [mail["Message-ID"] for mail in recorder.mails] == [row(session, one).message_id]


@pytest.mark.parametrize("step", [timedelta(seconds=1), deliver.BEAT])
def test_a_long_sweep_leaves_word_that_it_is_alive(
    session: Session, clinic_id: int, config: Config, recorder: Recorder, server: Controller,
    step: timedelta,
) -> None:
    queue(session, clinic_id, 3)
    at = NOW

    def clock() -> datetime:
        nonlocal at
        at += step
        return at

    deliver_due(session, Smtp(url_of(server)), config, clock=clock)
    beat = session.scalars(select(heartbeat.Heartbeat).where(
        heartbeat.Heartbeat.name == heartbeat.DELIVERY)).one()
    swept, accepted = beat.swept_at, beat.accepted_at
    assert swept is not None and accepted is not None
    assert at - swept <= deliver.BEAT
    assert at - accepted <= max(3 * step, heartbeat.SELDOM + 3 * step)
