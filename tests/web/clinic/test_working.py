"""The forms of the recovery's page: two clinicians at once, and what was typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.builders import ALARMING, HASH, PASSWORD
from tests.web.clinic.conftest import Desk
from tests.web.clinic.test_triage import action, log, path
from tracker.care import administration, own_messages
from tracker.store.alerts import Alert
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.work import WorkStep


@pytest.fixture
def urgent(session: Session, desk: Desk) -> Desk:
    """The same with somebody urgent."""
    log(session, desk.world, 4, ALARMING)
    return desk


def colleague(session: Session, desk: Desk) -> Desk:
    """Another clinician of the clinic, in another browser."""
    set_scope(session, EVERYBODY)
    administration.add_staff(session, desk.world.clinic_id, "ek@harbour.example", "M. Ek",
                             "clinician", HASH, on_call=False)
    client: FlaskClient = desk.client.application.test_client()
    other = Desk(client, desk.world)
    other.post("/login", {"email": "ek@harbour.example", "password": PASSWORD}, "/login")
    return other


def test_a_stale_form_says_what_changed_and_keeps_what_was_typed(
    session: Session, urgent: Desk
) -> None:
    page, seen = urgent.get(path(urgent)).text, urgent.version()
    assert colleague(session, urgent).work(path(urgent) + "/take", {}).status_code == 303
    forms = {
        action(page, "/resolve"): {"outcome": "scarring", "words": "kept words"},
        action(page, "/level"): {"level": "2", "reason": "kept words"},
        path(urgent) + "/notes": {"text": "kept words"},
        path(urgent) + "/messages": {"message": "kept words"},
        path(urgent) + "/assign": {"person": "1"},
        path(urgent) + "/take": {}, path(urgent) + "/ask": {"ask": "photo"},
        path(urgent) + "/undo": {}, path(urgent) + "/messages/read": {},
    }
    for place, form in forms.items():
        answer = urgent.work(place, form, version=seen)
        assert answer.status_code == 409, place
        assert "something changed" in answer.text and "Taken by M. Ek," in answer.text
        for name, typed in form.items():
            if name in ("outcome", "level", "person"):
                assert f'<option value="{typed}" selected>' in answer.text, place
            elif name != "ask":
                assert f">{typed}</textarea>" in answer.text, place
        assert urgent.version() != seen and f'value="{urgent.version()}"' in answer.text
    seen = urgent.version()
    log(session, urgent.world, 4, ALARMING)
    answer = urgent.work(path(urgent) + "/notes", {"text": "kept words"}, version=seen)
    assert answer.status_code == 409 and "A check-in was sent by Paula harbour," in answer.text
    for odd in ("", "x", "-1", "9" * 5000, str(10**18)):
        answer = urgent.work(path(urgent) + "/notes", {"text": "kept words"}, version=odd or " ")
        assert answer.status_code == 409 and "kept words" in answer.text


def test_a_step_can_be_taken_back_on_the_page_for_a_minute(session: Session, urgent: Desk) -> None:
    urgent.work(path(urgent) + "/take", {})
    assert "Taken just now." in urgent.get(path(urgent)).text
    assert urgent.work(path(urgent) + "/undo", {}).status_code == 303
    page = urgent.get(path(urgent)).text
    assert "Nobody has it yet" in page and "/undo" not in page
    urgent.work(path(urgent) + "/take", {})
    set_scope(session, EVERYBODY)
    with writing(session):
        long_ago = session.scalars(select(Alert.raised_at)).first()
        session.execute(update(WorkStep).values(made_at=long_ago))
    assert "/undo" not in urgent.get(path(urgent)).text
    late = urgent.work(path(urgent) + "/undo", {})
    assert late.status_code == 422 and "one minute" in late.text


def test_a_level_and_an_outcome_show_who_and_why(urgent: Desk) -> None:
    page = urgent.get(path(urgent)).text
    level, number = action(page, "/level"), action(page, "/level").split("/")[-2]
    wrong = urgent.work(level, {"level": "7", "reason": "because"})
    assert wrong.status_code == 422 and f'id="level-{number}-error"' in wrong.text
    assert f'href="#level-{number}"' in wrong.text, "the notice leads to the field"
    assert ">because</textarea>" in wrong.text
    assert urgent.work(level, {"level": "3", "reason": "x"}).status_code == 422, "it is there"
    assert urgent.work(level, {"level": "1", "reason": "<i>Calm</i>"}).status_code == 303
    page = urgent.get(path(urgent)).text
    assert "Watch instead of urgent: &lt;i&gt;Calm" in page
    assert "Nobody needs you" in urgent.get("/triage").text
    other = urgent.work(action(page, "/resolve"), {"outcome": "other", "words": ""})
    assert other.status_code == 422 and f'id="words-{number}-error"' in other.text
    urgent.work(action(page, "/resolve"), {"outcome": "other", "words": "A bite"})
    page = urgent.get(path(urgent)).text
    assert "Something else." in page and "A bite" in page


def test_messages_stand_on_both_sides_lists(session: Session, desk: Desk) -> None:
    assert desk.work(path(desk) + "/messages", {"message": "Is it <b>warm</b>?"}).status_code == 303
    assert "Not opened by the patient yet." in desk.get(path(desk)).text
    set_scope(session, desk.world.patient.scope)
    own_messages.read_thread(session, desk.world.patient, now=datetime.now(UTC))
    own_messages.answer(session, desk.world.patient, desk.world.recovery_id, "Yes, warm",
                        now=datetime.now(UTC))
    page = desk.get(path(desk)).text
    assert "Is it &lt;b&gt;warm&lt;/b&gt;?" in page and "Yes, warm" in page
    assert "Not opened" not in page and "Wrote 0 min ago" in desk.get("/triage").text
    assert desk.work(path(desk) + "/messages/read", {}).status_code == 303
    assert "Wrote" not in desk.get("/triage").text
    assert desk.work(path(desk) + "/messages", {"message": " "}).status_code == 422
