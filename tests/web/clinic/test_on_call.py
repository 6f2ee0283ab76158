"""The pages about who is on call and how soon whom is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from config import Config
from tests.builders import HASH, World
from tests.web.clinic.conftest import Desk, sign_in
from tracker import create_app
from tracker.care import administration
from tracker.store.database import writing
from tracker.store.people import Person

RULES = {"digest": "1", "digest_hour": "9", "quiet_from": "22", "quiet_until": "6",
         "urgent_minutes": "30", "concern_hours": "10", "version": "1"}


@pytest.fixture
def manager(session: Session, config: Config, world: World, desk: Desk) -> Desk:
    """The manager of the same clinic, signed in beside the clinician."""
    administration.add_staff(session, world.clinic_id, "m@h.example", "Mara Ek", "manager", HASH)
    other = World(**{**vars(world), "staff_email": "m@h.example"})
    return sign_in(create_app(config).test_client(), other)


def shift(world: World, **more: object) -> dict[str, object]:
    return {"holder": world.staff.person_id, "weekdays": [str(day) for day in range(7)],
            "begins": "8", "until": "8", **more}


def test_everybody_sees_who_is_on_call_and_only_a_manager_edits(
    desk: Desk, manager: Desk, world: World
) -> None:
    page = desk.get("/on-call").text
    assert "Alerts go to Dr Test" in page and "There is no rota" in page
    assert 'name="holder"' not in page and 'name="urgent_minutes"' not in desk.get(
        "/alert-rules").text
    for path, form in (("/on-call/shifts", shift(world)), ("/alert-rules", RULES)):
        assert desk.post(path, form).status_code == 404
    assert manager.post("/on-call/shifts", shift(world)).status_code == 303
    page = desk.get("/on-call").text
    assert "Dr Test is on call" in page and page.count('data-label="Hours"') == 7
    assert 'name="taker"' in page and 'name="taker"' not in manager.get("/on-call").text
    number = manager.get("/on-call").text.split("/on-call/shifts/")[1].split("/")[0]
    assert manager.post(f"/on-call/shifts/{number}/remove", {}).status_code == 303
    assert manager.post(f"/on-call/shifts/{number}/remove", {}).status_code == 404


BAD_SHIFTS = [
    ({"weekdays": []}, "weekdays", "at least one day"), ({"weekdays": ["9"]}, "weekdays", "valid"),
    ({"holder": "999"}, "holder", "valid choice"), ({"holder": "a\0b"}, "holder", "Invalid"),
    ({"begins": "9" * 5000}, "begins", "valid"), ({"begins": ""}, "begins", "Invalid"),
]


def test_bad_hours_are_refused_beside_their_field_and_the_rest_stays(
    manager: Desk, world: World
) -> None:
    for bad, field, words in BAD_SHIFTS:
        refused = manager.post("/on-call/shifts", {**shift(world), "until": "17", **bad})
        assert refused.status_code == 422
        assert words in refused.text.split(f'id="{field}-error"')[1].split("</p>")[0]
        assert '<option selected value="17">' in refused.text


def test_a_holiday_with_a_stand_in_is_noted_once_and_odd_dates_come_back(
    manager: Desk, world: World
) -> None:
    manager.post("/on-call/shifts", shift(world))
    today = datetime.now(UTC).date()
    form = {"away": world.staff.person_id, "first": today - timedelta(days=1),
            "last": today + timedelta(days=2), "stand_in": 0}
    for bad, field in (({"last": "2026-02-31"}, "last"), ({"last": today - timedelta(days=5)},
                       "last"), ({"last": "9999-12-31"}, "last"), ({"first": "0001-01-01"}, "last"),
                       ({"stand_in": world.staff.person_id}, "stand_in")):
        refused = manager.post("/on-call/absences", {**form, **bad})
        assert refused.status_code == 422 and f'id="{field}-error"' in refused.text, bad
    assert manager.post("/on-call/absences", form).status_code == 303
    again = manager.post("/on-call/absences", form)
    assert again.status_code == 422 and "away on some of these days already" in again.text
    page = manager.get("/on-call").text
    assert "Nobody stands in" in page and "Alerts go to Mara Ek" in page
    assert "Nobody has a shift now" in page


def test_rules_are_saved_told_in_words_and_not_overwritten_unseen(
    manager: Desk, session: Session, world: World
) -> None:
    assert "Mails come at once" in manager.get("/alert-rules").text
    first = {**RULES, "version": "0"}
    for bad, field in (({"urgent_minutes": "9" * 400}, "urgent_minutes"),
                       ({"urgent_minutes": "5"}, "urgent_minutes"),
                       ({"concern_hours": ""}, "concern_hours"),
                       ({"digest_hour": "23"}, "digest_hour"), ({"digest": "7"}, "digest"),
                       ({"quiet_until": "-1"}, "quiet_until"), ({"quiet_until": "22"},
                                                                "quiet_until")):
        refused = manager.post("/alert-rules", {**first, **bad})
        assert refused.status_code == 422 and f'id="{field}-error"' in refused.text, bad
        assert bad.get("digest_hour") or 'selected value="9"' in refused.text
    assert manager.post("/alert-rules", first).status_code == 303
    page = manager.get("/alert-rules").text
    assert "Concerns come once a day" in page and "quiet from 22:00 to 06:00" in page
    stale = manager.post("/alert-rules", {**first, "urgent_minutes": "45"})
    assert stale.status_code == 422 and "changed the rules meanwhile" in stale.text
    assert 'value="45"' in stale.text
    assert manager.post("/alert-rules", {**RULES, "urgent_minutes": "45"}).status_code == 303
    with writing(session):
        session.get_one(Person, world.staff.person_id).active = False
    assert "Alerts go to Mara Ek" in manager.get("/on-call").text
