"""What the clinic writes and asks for, on the patient's own pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import CALM, World
from tracker.care import alerts, messages
from tracker.store.scope import set_scope

FORM = {name: str(score) for name, score in CALM.items()}


@pytest.fixture
def written(session: Session, world: World) -> World:
    """The clinic noted something, wrote, and asked for both."""
    now = datetime.now(UTC)
    set_scope(session, world.staff.scope)
    alerts.add_note(session, world.staff, world.recovery_id, "Only for colleagues", now=now)
    messages.write(session, world.staff, world.recovery_id, "Is it <i>warm</i>?", now=now)
    for what in ("entry", "photo"):
        messages.ask(session, world.staff, world.recovery_id, what, now=now)
    return world


def test_the_check_in_tells_what_waits_until_it_is_done(
    phone: FlaskClient, written: World
) -> None:
    page = phone.get("/check-in").text
    for words in ("has written to you", "asks for a check-in", "asks for a photo"):
        assert words in page
    saved = phone.post("/check-in", data=FORM, follow_redirects=True).text
    assert "asks for a check-in" not in saved and 'href="#add-photo"' in saved
    thread = phone.get("/messages").text
    assert "Is it &lt;i&gt;warm&lt;/i&gt;?" in thread and "Please send a photo." in thread
    assert "Only for colleagues" not in thread and "Dr Test" not in thread
    assert "has written to you" not in phone.get("/check-in").text


def test_an_answer_is_sent_once_and_a_refused_one_comes_back(
    phone: FlaskClient, written: World
) -> None:
    form = {"recovery": written.recovery_id, "text": "Yes, warm", "key": "k" * 20}
    for _ in range(2):
        assert phone.post("/messages", data=form).status_code == 303
    assert phone.get("/messages").text.count("Yes, warm") == 1
    for text in ("", "x" * 2001, "a\0b"):
        refused = phone.post("/messages", data={**form, "text": text, "key": ""})
        assert refused.status_code == 422 and 'id="text-error"' in refused.text
        assert text.replace("\0", "") in refused.text.replace("\0", "")
    assert phone.post("/messages", data={**form, "recovery": "nothing"}).status_code == 404


def test_nobody_writes_before_the_clinic_has(phone: FlaskClient, world: World) -> None:
    assert "No messages yet" in phone.get("/messages").text
    refused = phone.post("/messages", data={"recovery": world.recovery_id, "text": "kept words"})
    assert refused.status_code == 422 and "kept words" in refused.text
