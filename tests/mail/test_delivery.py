"""Delivery over real SMTP: nothing lost, nothing doubled, nothing said about health."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, TREATED, build_world
from tests.smtp import Recorder, url_of
from tracker.care.entries import log_entry
from tracker.mail.deliver import LEASE, deliver_due, deliver_one
from tracker.mail.message import compose
from tracker.mail.transport import Smtp
from tracker.recovery.assessment import KINDS
from tracker.recovery.symptoms import SCALES, SIGNS
from tracker.store import outbox
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)


@pytest.fixture
def message_id(session: Session) -> str:
    """An urgent alert's mail, waiting."""
    world = build_world(session)
    set_scope(session, world.patient.scope)
    logged = log_entry(session, world.patient, world.recovery_id, ALARMING, day=4, now=NOW)
    set_scope(session, EVERYBODY)
    return logged.mails[0]


def row(session: Session, message_id: str) -> Outbox:
    session.expire_all()
    return session.scalars(select(Outbox).where(Outbox.message_id == message_id)).one()


def test_an_alert_arrives_with_a_link_and_no_word_about_health(
    session: Session, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    assert deliver_one(session, message_id, Smtp(url_of(server)), config, clock=lambda: NOW)
    mail = recorder.mails[0]
    text = str(mail).lower()
    assert f"{config.base_url}/recoveries/" in text
    words = [*SCALES, *SIGNS, *KINDS, *(s.label for s in SCALES.values()), "paula"]
    assert [word for word in words if word.lower() in text] == []
    assert row(session, message_id).state == "sent"


def test_a_refusal_for_now_is_tried_again_later_with_the_same_message_id(
    session: Session, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    recorder.answers = ["451 try later"]
    transport = Smtp(url_of(server))
    assert not deliver_one(session, message_id, transport, config, clock=lambda: NOW)
    waiting = row(session, message_id)
    assert (waiting.state, waiting.answer) == ("queued", "451 try later")
    assert not deliver_one(session, message_id, transport, config, clock=lambda: NOW)
    later = NOW + timedelta(minutes=2)
    assert deliver_one(session, message_id, transport, config, clock=lambda: later)
    assert recorder.mails[0]["Message-ID"] == waiting.message_id


def test_a_refusal_for_good_is_shown_with_the_servers_words(
    session: Session, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    recorder.answers = ["550 no such mailbox"]
    assert not deliver_one(session, message_id, Smtp(url_of(server)), config, clock=lambda: NOW)
    assert (row(session, message_id).state, row(session, message_id).answer) == (
        "given_up", "550 no such mailbox")


def test_no_server_loses_nothing(session: Session, message_id: str, config: Config) -> None:
    nowhere = Smtp("smtp://127.0.0.1:1")
    assert not deliver_one(session, message_id, nowhere, config, clock=lambda: NOW)
    assert row(session, message_id).state == "queued"


def test_many_senders_at_once_send_it_once(
    engine: Engine, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    def send() -> None:
        with Session(engine, expire_on_commit=False) as own:
            deliver_due(own, Smtp(url_of(server)), config, clock=lambda: NOW)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [mail["Message-ID"] for mail in recorder.mails]
    assert len(ids) == len(set(ids)) > 0


def test_a_dead_senders_mail_is_taken_again_and_its_late_word_counts_no_more(
    session: Session, message_id: str, config: Config, recorder: Recorder, server: Controller
) -> None:
    with writing(session):
        assert outbox.claim(session, message_id, "dead", NOW, NOW + LEASE)
    assert not deliver_one(session, message_id, Smtp(url_of(server)), config, clock=lambda: NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    assert deliver_one(session, message_id, Smtp(url_of(server)), config, clock=lambda: later)
    with writing(session):
        assert not outbox.given_up(session, row(session, message_id).id, "dead", "too late")
    assert row(session, message_id).state == "sent"


def test_a_name_with_line_breaks_adds_no_header(
    session: Session, message_id: str, config: Config
) -> None:
    mail = row(session, message_id)
    mail.recipient_name = "Eve\r\nBcc: all@example.org"
    message = compose(mail, config)
    assert message["Bcc"] is None
    assert len(message["To"].addresses) == 1
    session.rollback()
