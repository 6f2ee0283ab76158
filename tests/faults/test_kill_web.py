"""The web process is killed with -9 while patients send entries: none is lost, doubled or half."""

from __future__ import annotations

import random
import re
import signal
import socket
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from tests import warm
from tests.builders import (
    ALARMING,
    CALM,
    PASSWORD,
    World,
    add_patient,
    build_world,
    days_ago,
    sign_up,
    treat,
)
from tests.cli.command import environment
from tracker.recovery.assessment import Level
from tracker.store.alerts import Alert, Audit, Outbox
from tracker.store.health import EntryRow, Status
from tracker.store.scope import EVERYBODY, set_scope

PATIENTS, THREADS, KILLS, SEED = 24, 4, 5, 11
DAYS = {0: CALM, 1: CALM, 2: CALM, 4: ALARMING}


class Stay(urllib.request.HTTPRedirectHandler):
    """Where an answer leads is not followed: it is the answer that counts."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Client:
    """A patient's browser: sends again, with the same key, whatever got no answer."""

    port: int
    recovery_id: str
    email: str
    acknowledged: dict[int, str] = field(default_factory=dict)
    unanswered: int = 0

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor())

    def ask(self, path: str, form: dict[str, object] | None = None) -> tuple[int, str]:
        """Status and text; asked anew until there is an answer."""
        data = None if form is None else urlencode(form).encode()
        deadline = time.monotonic() + 40
        while True:
            try:
                return self.answer(path, data)
            except (OSError, HTTPException):
                self.unanswered += form is not None
                assert time.monotonic() < deadline, "no answer any more"
                time.sleep(0.05)

    def answer(self, path: str, data: bytes | None) -> tuple[int, str]:
        """Ask once; an answer that breaks off is none."""
        try:
            answer = self.opener.open(f"http://127.0.0.1:{self.port}{path}", data, 10)
        except HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode()

    def page(self, path: str) -> dict[str, object]:
        """The hidden fields of a page's form."""
        status, text = self.ask(path)
        assert status == 200, (path, status)
        found = re.findall(r'name="(csrf_token|recovery|key|version)"[^>]*value="([^"]*)"', text)
        return dict(found)

    def run(self) -> None:
        """Sign in and check in, day after day."""
        hidden = self.page("/login")
        assert self.ask("/login", {**hidden, "email": self.email, "password": PASSWORD})[0] == 302
        for day, answers in DAYS.items():
            note = f"{self.recovery_id} {day}"
            told = {name: "yes" if value is True else value for name, value in answers.items()}
            form = {**told, **self.page(f"/check-in/{day}"), "note": note}
            status, text = self.ask(f"/check-in/{day}", form)
            assert status == 303, (status, text[:500])
            self.acknowledged[day] = note


def patients(session: Session, world: World, port: int) -> list[Client]:
    clients = []
    for number in range(PATIENTS):
        set_scope(session, world.staff.scope)
        at, email = days_ago(5), f"p{number}@a.example"
        patient_id = add_patient(session, world.staff, email, at)
        recovery_id = treat(session, world.staff, patient_id, at)
        sign_up(session, world.staff, patient_id, at)
        clients.append(Client(port, recovery_id, email))
    return clients


def serving(config: Config, port: int) -> warm.Process:
    """A web process that answers."""
    process = warm.start(["serve", "--port", str(port)], environment(config))
    for _ in range(200):
        assert process.poll() is None, "the web process ended by itself"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return process
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the web process does not answer")


def kill_while_they_write(config: Config, clients: list[Client]) -> int:
    """Let all clients run to their end; returns how often the web process was killed."""
    errors: list[BaseException] = []

    def work(own: list[Client]) -> None:
        try:
            for client in own:
                client.run()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(clients[n::THREADS],)) for n in range(THREADS)]
    chance, kills, port = random.Random(SEED), 0, clients[0].port
    web = serving(config, port)
    try:
        for thread in threads:
            thread.start()
        # On until somebody was hit in mid-entry, while anybody still writes.
        while any(thread.is_alive() for thread in threads) and (
                kills < KILLS or not any(client.unanswered for client in clients)):
            time.sleep(0.2 + 0.6 * chance.random())
            web.send_signal(signal.SIGKILL)
            web.wait()
            kills += 1
            web = serving(config, port)
        for thread in threads:
            thread.join(40)
    finally:
        web.kill()
        web.wait()
    assert not errors, errors
    return kills


def test_no_acknowledged_entry_is_lost_doubled_or_half_when_the_web_is_killed(
    session: Session, config: Config
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    world = build_world(session, treated_at=days_ago(5))
    clients = patients(session, world, port)
    session.commit()
    kills = kill_while_they_write(config, clients)
    assert kills >= 3
    assert sum(client.unanswered for client in clients) > 0, "nobody was hit in mid-entry"
    set_scope(session, EVERYBODY)
    session.expire_all()
    for client in clients:
        assert list(client.acknowledged) == list(DAYS)
        entries_are_whole(session, client)
        alerts_are_told_once(session, client, world.staff_email)


def entries_are_whole(session: Session, client: Client) -> None:
    """Each day once, with what was sent, its judgement, its line in the trail and in the list."""
    rows = session.scalars(select(EntryRow).where(EntryRow.recovery_id == client.recovery_id)).all()
    assert sorted((row.day, row.note) for row in rows) == sorted(client.acknowledged.items())
    for row in rows:
        assert (row.version, row.current, row.answers) == (1, True, DAYS[row.day])
        assert row.assessment["level"] == ("urgent" if row.day == 4 else "none")
    status = session.scalars(select(Status).where(Status.recovery_id == client.recovery_id)).one()
    assert (status.entry_days, status.last_day, status.level) == (
        sorted(DAYS), max(DAYS), int(Level.URGENT))
    logged = session.scalar(select(func.count()).select_from(Audit).where(
        Audit.recovery_id == client.recovery_id, Audit.action == "entry logged"))
    assert logged == len(DAYS)


def alerts_are_told_once(session: Session, client: Client, staff_email: str) -> None:
    """Each alert of concern or more with one mail to who is on call; one of them urgent."""
    alerts = session.scalars(select(Alert).where(Alert.recovery_id == client.recovery_id)).all()
    kinds = [(alert.kind, alert.level) for alert in alerts]
    assert len(kinds) == len(set(kinds))
    mailed = [alert.id for alert in alerts if alert.level >= Level.CONCERN]
    assert any(alert.level == Level.URGENT for alert in alerts)
    told = session.execute(select(Outbox.alert_id, Outbox.recipient).where(
        Outbox.recovery_id == client.recovery_id).order_by(Outbox.alert_id)).all()
    assert [tuple(row) for row in told] == [(one, staff_email) for one in sorted(mailed)]
