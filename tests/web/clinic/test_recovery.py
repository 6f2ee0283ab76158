"""One recovery: what happened when, what was changed, an earlier treatment beside it, on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, CALM, add_patient, build_world, days_ago, treat
from tests.photos import skin
from tests.web.clinic.conftest import DAYS, Desk, sign_in
from tracker import create_app
from tracker.care.alerts import acknowledge, add_note, resolve
from tracker.care.entries import log_entry
from tracker.care.messages import write
from tracker.care.photos import keep_photo
from tracker.care.report import report_on
from tracker.pictures.encoding import encoded
from tracker.report.recovery import recovery_report
from tracker.store.alerts import SENT, Alert, Audit, Outbox
from tracker.store.blobs import Blobs
from tracker.store.database import writing
from tracker.store.scope import EVERYBODY, set_scope

NOTE = "Rang her <b>twice</b>"
WROTE = "It feels hot"


def page_of(desk: Desk, query: str = "") -> str:
    answer = desk.get(f"/recoveries/{desk.world.recovery_id}{query}")
    assert answer.status_code == 200
    return answer.text


def log(session: Session, desk: Desk, day: int, answers: Mapping[str, object],
        note: str = "") -> None:
    set_scope(session, desk.world.patient.scope)
    log_entry(session, desk.world.patient, desk.world.recovery_id, answers, day=day, note=note,
              now=days_ago(DAYS - day))


def work(session: Session, desk: Desk, config: Config) -> None:
    """A photo, an infection that is mailed, taken and resolved, and notes, each on its day."""
    world, at = desk.world, days_ago
    log(session, desk, 0, CALM)
    keep_photo(session, world.patient, Blobs(config.photo_url), world.recovery_id,
               encoded(skin()), now=at(DAYS))
    log(session, desk, 1, ALARMING, WROTE)
    set_scope(session, world.staff.scope)
    with writing(session):
        session.execute(update(Outbox).where(Outbox.alert_id.is_not(None))
                        .values(state=SENT, sent_at=at(DAYS - 2)))
    acknowledge(session, world.staff, world.recovery_id, now=at(DAYS - 2))
    for alert in session.scalars(select(Alert)).all():
        resolve(session, world.staff, world.recovery_id, alert.id,
                "infection_confirmed", now=at(DAYS - 3))
    write(session, world.staff, world.recovery_id, "Please call us.", now=at(DAYS - 3))
    for _ in range(2):
        add_note(session, world.staff, world.recovery_id, NOTE, now=at(0))


def test_everything_that_happened_stands_once_on_its_day_and_leads_to_where_it_is_told(
    session: Session, desk: Desk, config: Config
) -> None:
    work(session, desk, config)
    page = page_of(desk)
    marks = re.findall(r'<g role="listitem"><a href="#([^"]+)" aria-label="([^"]+)">', page)
    told = [words for _, words in marks]
    set_scope(session, EVERYBODY)
    levels = {"urgent": 3, "concern": 2, "watch": 1}
    raised = {(alert.kind, alert.level, alert.day) for alert in session.scalars(select(Alert))}
    assert {(1, levels[words.rsplit(": ")[1]]) for words in told if "Day 1, " in words} == {
        (day, level) for _, level, day in raised}
    for words in ("Day 0, photo", "Day 2, Infection: taken", "Day 3, Infection: resolved",
                  "Day 3, written to", "Day 4, note, 2 times"):
        assert told.count(words) == 1, words
    assert [words for words in told if words.startswith("Day 2, mail sent")]
    assert len(told) == len(set(told))
    for place, _ in marks:
        assert page.count(f'id="{place}"') == 1, place
    names = re.findall(r'<h3 id="lane-\d">(\w+)</h3>', page)
    assert '<h3 id="lane-2">Handled</h3><span class="sub">resolved, day 3</span>' in page
    assert names == ["Flags", "Handled", "Mails", "Photos", "Messages", "Notes"]


def test_a_calm_recovery_has_no_lanes(session: Session, desk: Desk) -> None:
    log(session, desk, 4, CALM)
    assert 'role="list"' not in page_of(desk)


def test_what_came_after_the_curves_stands_together_at_their_edge(
    session: Session, config: Config
) -> None:
    world = build_world(session, treated_at=days_ago(90))
    set_scope(session, world.staff.scope)
    for ago in (40, 30, 20):
        add_note(session, world.staff, world.recovery_id, NOTE, now=days_ago(ago))
    desk = sign_in(create_app(config).test_client(), world)
    page = page_of(desk)
    assert page.count('aria-label="After day 42, note, 3 times"') == 1
    assert '<span class="sub">note, day 70</span>' in page


def test_what_an_earlier_version_said_is_a_hollow_dot(session: Session, desk: Desk) -> None:
    log(session, desk, 4, {**CALM, "redness": 6})
    assert "chart-hollow" not in page_of(desk)
    log(session, desk, 4, {**CALM, "redness": 3})
    page = page_of(desk)
    assert page.count("chart-hollow") == 1 and "Hollow:" in page
    assert "Another version said: 6 on day 4." in page


def test_another_treatment_of_the_same_patient_is_drawn_beside_when_asked_for(
    session: Session, desk: Desk
) -> None:
    world = desk.world
    set_scope(session, world.staff.scope)
    before = days_ago(100)
    earlier = treat(session, world.staff, world.patient_id, before)
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, earlier, {**CALM, "redness": 9}, day=0, now=before)
    assert "chart-beside" not in (page := page_of(desk))
    assert f"?beside={earlier}#course" in page
    page = page_of(desk, f"?beside={earlier}")
    assert "The other treatment: 9 on day 0." in page and "Grey squares:" in page
    set_scope(session, EVERYBODY)
    seen = session.scalars(select(Audit.recovery_id).where(Audit.action == "recovery seen")).all()
    assert sorted(seen) == sorted([world.recovery_id, world.recovery_id, earlier])


def test_nobody_elses_recovery_is_drawn_beside(session: Session, desk: Desk) -> None:
    world = desk.world
    foreign = build_world(session, "other").recovery_id
    set_scope(session, world.staff.scope)
    somebody = add_patient(session, world.staff, "nora@patients.example", days_ago(9))
    others = treat(session, world.staff, somebody, days_ago(9))
    for one in (foreign, others, world.recovery_id, "nothing", "a\0b", ""):
        address = f"/recoveries/{world.recovery_id}"
        assert desk.client.get(address, query_string={"beside": one}).status_code == 404, one


@pytest.mark.parametrize("with_notes", [False, True])
def test_the_report_holds_free_text_only_where_it_was_asked_for(
    session: Session, desk: Desk, config: Config, with_notes: bool
) -> None:
    work(session, desk, config)
    set_scope(session, desk.world.staff.scope)
    made = report_on(session, desk.world.staff, desk.world.recovery_id, with_notes=with_notes,
                     now=datetime.now(UTC))
    said = json.dumps(asdict(recovery_report(made, [])), ensure_ascii=False)
    assert (NOTE in said, WROTE in said) == (with_notes, with_notes)
    for words in ("Paula harbour", "Pen, 1.5 mm", "nothing found", "Infection", "urgent on day 1",
                  "Infection, confirmed; resolved by Dr Test", "Would clear it",
                  "8 (≤ ", "Temperature 38.6 °C", "Clinic harbour"):
        assert words in said, words


def test_the_report_is_tagged_paper_that_no_cache_keeps(
    session: Session, desk: Desk, config: Config
) -> None:
    work(session, desk, config)
    place = f"/recoveries/{desk.world.recovery_id}/report.pdf"
    assert f'action="{place}"' in page_of(desk)
    answer = desk.get(place + "?notes=yes")
    assert answer.status_code == 200 and answer.content_type == "application/pdf"
    for mark in (b"pdfuaid:part", b"/StructTreeRoot", b"/Lang(en)"):
        assert mark in answer.data.replace(b" (", b"("), mark
    assert answer.headers["Cache-Control"] == "no-store"
    today = datetime.now(UTC)
    names = {f'attachment; filename="recovery-{at:%Y-%m-%d}.pdf"'
             for at in (today, today - timedelta(minutes=1))}
    assert answer.headers["Content-Disposition"] in names
    set_scope(session, EVERYBODY)
    told = session.execute(select(Audit.detail, Audit.recovery_id)
                           .where(Audit.action == "report made")).one()
    assert told == ("with notes", desk.world.recovery_id)
