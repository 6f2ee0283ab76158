"""What a mail server's answers mean: accepted, not now, or never."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from tests.smtp import Recorder, url_of
from tracker.mail import transport
from tracker.mail.deliver import LEASE
from tracker.mail.transport import Permanent, Smtp, Temporary


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "t@a.example", "p@a.example", "s"
    message.set_content("text")
    return message


@pytest.mark.parametrize("last", ["421 closing", "500 what?", "221 bye"])
def test_an_accepted_mail_is_accepted_whatever_the_good_bye(
    recorder: Recorder, server: Controller, last: str
) -> None:
    recorder.to_quit = last
    assert Smtp(url_of(server)).send(mail()).startswith("accepted")
    assert len(recorder.mails) == 1


@pytest.mark.parametrize("words", ["550 sender not allowed", "554 go away", "451 not now"])
def test_a_server_that_turns_away_the_sender_is_tried_again(
    recorder: Recorder, server: Controller, words: str
) -> None:
    recorder.to_sender = words
    with pytest.raises(Temporary, match=words):
        Smtp(url_of(server)).send(mail())


def test_a_recipient_refused_is_refused_for_good(recorder: Recorder, server: Controller) -> None:
    recorder.refused = {"p@a.example": "550 no such mailbox"}
    with pytest.raises(Permanent, match="550 no such mailbox"):
        Smtp(url_of(server)).send(mail())


def test_a_recipient_put_off_is_tried_again(recorder: Recorder, server: Controller) -> None:
    recorder.refused = {"p@a.example": "450 greylisted"}
    with pytest.raises(Temporary, match="450 greylisted"):
        Smtp(url_of(server)).send(mail())


def test_a_slow_conversation_ends_before_its_lease(
    recorder: Recorder, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LEASE.total_seconds() > transport.TIMEOUT + transport.CONVERSATION
    monkeypatch.setattr(transport, "CONVERSATION", 0.3)
    recorder.delay = 3
    begun = time.monotonic()
    with pytest.raises(Temporary):
        Smtp(url_of(server)).send(mail())
    assert time.monotonic() - begun < 2
