"""The mail itself, over real SMTP: what its headers offer, and what it does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import World, build_world
from tests.care.test_reminders import evening
from tests.smtp import Recorder, url_of
from tracker.care import reminders
from tracker.care.delivery import delivery_state
from tracker.care.reminding import queue_due
from tracker.mail.deliver import deliver_due, deliver_one
from tracker.mail.transport import Smtp
from tracker.recovery.assessment import KINDS
from tracker.recovery.symptoms import SCALES, SIGNS
from tracker.store import outbox
from tracker.store.alerts import Outbox
from tracker.store.scope import EVERYBODY, set_scope

NOW = evening(3)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


@pytest.fixture
def message_id(session: Session, world: World) -> str:
    """A reminder, waiting."""
    set_scope(session, world.patient.scope)
    reminders.choose(session, world.patient, 19, now=evening(2, 20))
    return queue_due(session, now=NOW)[1][0]


def test_by_https_it_offers_to_unsubscribe_by_one_click(
    session: Session, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    secure = replace(config, base_url="https://tracker.example")
    assert deliver_one(session, message_id, Smtp(url_of(server)), secure, clock=lambda: NOW)
    mail = recorder.mails[0]
    link = mail["List-Unsubscribe"]
    assert link.startswith("<https://tracker.example/reminders/stop/") and link.endswith(">")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_payload(decode=True).decode()
    assert link.strip("<>") in text and "https://tracker.example/today/" in text


def test_without_https_one_click_is_not_promised(
    session: Session, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    assert deliver_one(session, message_id, Smtp(url_of(server)), config, clock=lambda: NOW)
    assert recorder.mails[0]["List-Unsubscribe"] and not recorder.mails[0]["List-Unsubscribe-Post"]


def test_nothing_in_it_tells_of_health_or_whose_recovery_it_is(
    session: Session, world: World, message_id: str, config: Config, recorder: Recorder,
    server: Controller,
) -> None:
    assert deliver_one(session, message_id, Smtp(url_of(server)), config, clock=lambda: NOW)
    mail = recorder.mails[0]
    text = (str(mail) + mail.get_payload(decode=True).decode()).lower()
    words = [*SCALES, *SIGNS, *KINDS, "skin", "treatment", "needling", "day 3",
             world.recovery_id.lower(), world.patient_id.lower()]
    assert [word for word in words if word in text] == []


def test_a_reminder_that_could_not_go_out_for_hours_is_given_up_in_sight(
    session: Session, world: World, message_id: str, config: Config, recorder: Recorder,
    server: Controller,
) -> None:
    recorder.answers = ["451 try later"]
    transport = Smtp(url_of(server))
    assert not deliver_one(session, message_id, transport, config, clock=lambda: NOW)
    later = NOW + timedelta(hours=3, minutes=1)
    assert deliver_due(session, transport, config, clock=lambda: later) == 1  # the invitation
    row = session.scalars(select(Outbox).where(Outbox.message_id == message_id)).one()
    assert (row.state, row.answer) == ("given_up", "not sent in time; 451 try later")
    set_scope(session, world.staff.scope)
    assert delivery_state(session, later).given_up == 1


def test_a_refused_address_stands_beside_the_recovery_and_an_accepted_one_does_not(
    session: Session, world: World, message_id: str, config: Config, recorder: Recorder,
    server: Controller,
) -> None:
    transport = Smtp(url_of(server))
    recorder.refused = {world.patient_email: "550 no such mailbox"}
    assert not deliver_one(session, message_id, transport, config, clock=lambda: NOW)
    recorder.refused = {}
    tomorrow = queue_due(session, now=evening(4))[1][0]
    assert deliver_one(session, tomorrow, transport, config, clock=lambda: evening(4))
    set_scope(session, EVERYBODY)
    assert [(m.state, m.answer) for m in outbox.mails_of(session, world.recovery_id)] == [
        ("given_up", "550 no such mailbox")]
