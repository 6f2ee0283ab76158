"""The list of who needs somebody, and the page that says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, CALM, World, build_world, days_ago, treat
from tests.web.clinic.conftest import DAYS, Desk, sign_in
from tracker import create_app
from tracker.care.entries import log_entry
from tracker.store import heartbeat
from tracker.store.alerts import Alert, Outbox
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope


def log(session: Session, world: World, day: int, answers: Mapping[str, object]) -> None:
    """The patient's entry about a day, made on that day."""
    set_scope(session, world.patient.scope)
    moment = days_ago(DAYS - day)
    log_entry(session, world.patient, world.recovery_id, answers, day=day, now=moment)


def path(desk: Desk) -> str:
    return f"/recoveries/{desk.world.recovery_id}"


def action(page: str, word: str) -> str:
    """Where the first form of this kind is posted."""
    return next(part for part in page.split('"') if part.endswith(word))


def test_nobody_needs_anybody_and_the_missed_days_are_counted(
    session: Session, desk: Desk
) -> None:
    for day in (0, 1, 4):
        log(session, desk.world, day, CALM)
    page = desk.get("/triage").text
    assert "Nobody needs you" in page
    assert 'data-label="Last entry">today<span class="sub">2 missed</span>' in page


def test_today_is_not_missed_before_it_is_over(session: Session, desk: Desk) -> None:
    for day in range(4):
        log(session, desk.world, day, CALM)
    assert 'data-label="Last entry">day 3</td>' in desk.get("/triage").text


def test_an_alert_is_taken_and_resolved_by_name(session: Session, desk: Desk) -> None:
    log(session, desk.world, 4, ALARMING)
    assert "1 person needs you now" in desk.get("/triage").text
    assert "Paula" not in desk.get("/triage?state=watch").text
    page = desk.get(path(desk)).text
    assert "Decision support, not a diagnosis" in page
    refused = desk.post(action(page, "/resolve"), {"outcome": "magic"})
    number = action(page, "/resolve").split("/")[-2]
    assert refused.status_code == 422 and f'id="outcome-{number}-error"' in refused.text
    list_ = desk.get("/triage").text
    taken = {"version": list_.split('name="version" value="')[1].split('"')[0]}
    assert desk.post(action(list_, "/take"), taken).status_code == 303
    page = desk.get(path(desk)).text
    assert "Taken by Dr Test" in page and "/take" not in page
    assert ">Dr Test</td>" in desk.get("/triage").text
    while "/resolve" in (page := desk.get(path(desk)).text):
        assert desk.work(action(page, "/resolve"), {"outcome": "herpes"}).status_code == 303
    assert "Resolved by Dr Test" in page
    assert "Nobody needs you" in desk.get("/triage").text


def test_a_note_is_kept_as_text_and_an_overlong_one_comes_back(desk: Desk) -> None:
    assert desk.work(path(desk) + "/notes", {"text": "<b>Rang her</b>"}).status_code == 303
    assert "&lt;b&gt;Rang her&lt;/b&gt;" in desk.get(path(desk)).text
    refused = desk.post(path(desk) + "/notes", {"text": "y" * 4001})
    assert refused.status_code == 422
    assert "y" * 4001 in refused.text and 'id="text-error"' in refused.text


def test_a_late_answer_stands_in_the_curve(session: Session, config: Config) -> None:
    world = build_world(session, treated_at=days_ago(70))
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, {**CALM, "dark_patches": 7}, day=60,
              now=days_ago(10))
    page = sign_in(create_app(config).test_client(), world).get(
        f"/recoveries/{world.recovery_id}").text
    assert "Dark patches by day: 60 days missed, 7" in page


def test_an_earlier_version_stays_visible(session: Session, desk: Desk) -> None:
    log(session, desk.world, 4, CALM)
    log(session, desk.world, 4, {**CALM, "redness": 3})
    page = desk.get(path(desk)).text
    assert 'data-label="Redness">2 <' in page and 'data-label="Redness">3 <' in page
    assert "earlier version" in page


def test_the_list_goes_on_where_the_page_ended(session: Session, desk: Desk) -> None:
    world = desk.world
    set_scope(session, world.staff.scope)
    for number in range(55):
        treat(session, world.staff, world.patient_id,
              days_ago(5) - timedelta(minutes=number))
    first = desk.get("/triage").text
    assert first.count("row-link") == 50
    link = next(p for p in first.split('"') if "after=" in p).replace("&amp;", "&")
    assert desk.get(link).text.count("row-link") == 6
    assert desk.get(link + "x").status_code == 404
    assert "after=" not in desk.find("/triage", "paula").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_clinics_recovery_looks_like_none(
    session: Session, desk: Desk, method: str
) -> None:
    other = build_world(session, "other")
    for place in (f"/recoveries/{other.recovery_id}", "/recoveries/nothing"):
        answer = desk.get(place) if method == "get" else desk.post(place + "/notes", {"text": "x"})
        assert answer.status_code == 404
        assert "Paula" not in answer.text
    assert desk.get(f"/patients/{other.patient_id}").status_code == 404


def test_no_number_is_too_large_to_be_not_found(desk: Desk) -> None:
    place = f"{path(desk)}/alerts/{10**30}/resolve"
    assert desk.post(place, {}).status_code == 404


def test_a_clinic_sees_whether_its_mail_flows(session: Session, desk: Desk) -> None:
    assert "Mail is not flowing" in desk.get("/triage").text
    set_scope(session, EVERYBODY)
    for state, words in (("sent", "Mail is flowing"), ("given_up", "could not be delivered")):
        with writing(session):
            heartbeat.swept(session, datetime.now(UTC))
            session.execute(update(Outbox).values(state=state))
        assert words in desk.get("/triage").text


def test_silence_is_not_shown_as_healing(desk: Desk) -> None:
    page = desk.get("/triage").text
    assert "Silent" in page and "No entry since the treatment" in page
    own = desk.get(path(desk)).text
    assert "Nothing was answered yet" in own
    assert "state-silent" in own and "state-expected" not in own
    assert re.findall(r'aria-current="page">([^<]+)', own) == ["Triage"]


def test_whoever_is_looked_for_is_looked_for_in_the_whole_clinic(desk: Desk) -> None:
    page = desk.find("/triage?whose=mine", "paula").text
    assert "Paula" in page
    assert re.findall(r'aria-current="true">([A-Z][^<]+)', page) == ["All", "Whole clinic"]


def test_one_illness_is_one_card_and_is_closed_as_one(session: Session, desk: Desk) -> None:
    log(session, desk.world, 2, {**CALM, "redness": 8, "swelling": 7})
    log(session, desk.world, 4, ALARMING)
    page = desk.get(path(desk)).text
    levels = session.scalars(select(Alert.level).where(Alert.kind == "infection")).all()
    assert len(set(levels)) == 2
    assert page.count("<h2>Infection</h2>") == 1
    assert desk.work(action(page, "/resolve"), {"outcome": "herpes"}).status_code == 303
    session.rollback()
    assert all(a.resolved_at for a in session.scalars(select(Alert)) if a.kind == "infection")
