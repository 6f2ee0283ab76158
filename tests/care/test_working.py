"""Working an alert: who has it, its level, its outcome, and taking a step back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, HASH, TREATED, World, build_world
from tests.care.test_races import at_once
from tracker.care import administration, alerts
from tracker.care.desk import Stale
from tracker.care.entries import log_entry
from tracker.care.own_recovery import own_recovery
from tracker.care.reading import read_recovery
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store.alerts import Alert, Audit, Outbox
from tracker.store.health import Status
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)
SOON, LATE = NOW + timedelta(seconds=60), NOW + timedelta(seconds=61)


@pytest.fixture
def world(session: Session) -> World:
    """A patient who is urgent, and nobody has it."""
    built = build_world(session)
    set_scope(session, built.patient.scope)
    log_entry(session, built.patient, built.recovery_id, ALARMING, day=4, now=NOW)
    set_scope(session, built.staff.scope)
    session.expire_all()
    return built


@pytest.fixture
def colleague(session: Session, world: World) -> Viewer:
    number = administration.add_staff(session, world.clinic_id, "ek@harbour.example", "M. Ek",
                                      "manager", HASH, on_call=False)
    return Viewer(number, "M. Ek", world.clinic_id, frozenset({"manager"}))


def row(session: Session) -> Status:
    session.expire_all()
    return session.scalars(select(Status)).one()


def infection(session: Session) -> Alert:
    session.expire_all()
    return session.scalars(select(Alert).where(Alert.kind == "infection")
                           .order_by(Alert.level.desc(), Alert.id.desc())).first()


def everything(session: Session) -> list[dict[str, Any]]:
    """The alerts and the list row, but for the number of the step."""
    session.expire_all()
    found = [*session.scalars(select(Alert).order_by(Alert.id)), row(session)]
    return [{c.key: getattr(one, c.key) for c in inspect(type(one)).column_attrs
             if c.key != "version"} for one in found]


def log(session: Session, world: World, answers: dict[str, object], day: int) -> datetime:
    set_scope(session, world.patient.scope)
    now = TREATED + timedelta(days=day, hours=1)
    log_entry(session, world.patient, world.recovery_id, answers, day=day, now=now)
    set_scope(session, world.staff.scope)
    return now


def test_whoever_is_given_it_has_it_once_they_take_it(
    session: Session, world: World, colleague: Viewer
) -> None:
    mails = alerts.assign(session, world.staff, world.recovery_id, colleague.person_id, now=NOW)
    status = row(session)
    assert (status.taken_by, status.assigned_to) == ("M. Ek", colleague.person_id)
    assert status.rank == 35, "asked is not taken: it still waits"
    mail = session.scalars(select(Outbox).where(Outbox.message_id.in_(mails))).one()
    assert (mail.recipient, mail.template) == ("ek@harbour.example", "given_to_you")
    alerts.acknowledge(session, colleague, world.recovery_id, now=NOW)
    assert (row(session).taken_by, row(session).rank) == ("M. Ek", 30)
    assert alerts.assign(session, colleague, world.recovery_id, colleague.person_id, now=NOW) == ()
    alerts.assign(session, colleague, world.recovery_id, world.staff.person_id, now=NOW)
    assert (row(session).taken_by, row(session).rank) == ("Dr Test", 30)
    for stranger in (world.patient.person_id, 10**6, None):
        with pytest.raises(Refused):
            alerts.assign(session, world.staff, world.recovery_id, stranger, now=NOW)


def test_a_level_set_by_hand_stands_until_the_core_raises_a_higher_one(session: Session) -> None:
    world = build_world(session, "calm")
    log(session, world, {**CALM, "redness": 8, "swelling": 7}, 2)
    alert = infection(session)
    assert alert.level == 2
    alerts.override(session, world.staff, world.recovery_id, alert.id, 1, "Sunburn, rang her",
                    now=NOW)
    log(session, world, dict(CALM), 3)
    assert (row(session).level, row(session).rank) == (1, 15)
    now = log(session, world, dict(ALARMING), 4)
    assert (row(session).level, row(session).rank) == (3, 35)
    worst, earlier = read_recovery(
        session, world.staff, world.recovery_id, now=now).episodes[0].alerts
    assert (worst.override_level, earlier.override_level) == (None, 1)
    alerts.override(session, world.staff, world.recovery_id, worst.id, 1, "Seen, calm", now=now)
    mails = len(session.scalars(select(Outbox.id)).all())
    log(session, world, {**CALM, "redness": 8, "swelling": 7}, 4)
    log(session, world, {**CALM, "redness": 8, "swelling": 7}, 5)
    assert row(session).level == 1, "what it says beside is not higher than what there was"
    assert len(session.scalars(select(Outbox.id)).all()) == mails


def test_a_level_set_lower_lowers_nothing_that_the_patient_is_told(
    session: Session, world: World
) -> None:
    alerts.override(session, world.staff, world.recovery_id, infection(session).id, 1,
                    "Photo is calm", now=NOW)
    status = row(session)
    assert (status.level, status.rank) == (1, 15)
    set_scope(session, world.patient.scope)
    own = own_recovery(session, world.patient, now=NOW)
    assert own is not None and own.guidance(4).tone == "emergency" and own.told
    before = len(session.scalars(select(Outbox.id)).all())
    # A sign of danger the next day: the core has said its last word, the clinic hears of it again.
    now = log(session, world, dict(ALARMING), 5)
    session.expire_all()
    assert row(session).level == 3 and len(session.scalars(select(Outbox.id)).all()) == before + 1
    alerts.override(session, world.staff, world.recovery_id, infection(session).id, 1, "Seen",
                    now=now)
    assert row(session).level == 1
    seen = row(session).version
    log(session, world, {**ALARMING, "pain": 8}, 5)
    assert row(session).rank == 35, "on the same day the same alert rises again"
    assert row(session).version == seen + 1
    assert told(session, world, seen) == [("alert raised", None, now)]


@pytest.mark.parametrize("step", ["take", "assign", "override", "resolve"])
def test_a_step_is_taken_back_exactly_for_a_minute(
    session: Session, world: World, colleague: Viewer, step: str
) -> None:
    alerts.assign(session, world.staff, world.recovery_id, colleague.person_id, now=NOW)
    number, mine = infection(session).id, world.staff
    before, seen = everything(session), row(session).version
    steps = {
        "take": lambda: alerts.acknowledge(session, mine, world.recovery_id, seen=seen, now=NOW),
        "assign": lambda: alerts.assign(session, mine, world.recovery_id, mine.person_id,
                                        seen=seen, now=NOW),
        "override": lambda: alerts.override(session, mine, world.recovery_id, number, 2, "Why",
                                            seen=seen, now=NOW),
        "resolve": lambda: alerts.resolve(session, mine, world.recovery_id, number, "other",
                                          "A bite", seen=seen, now=NOW),
    }
    steps[step]()
    after = everything(session)
    assert after != before
    steps[step]()
    assert everything(session) == after, "the same form twice is one step"
    for who, when in ((colleague, SOON), (mine, LATE)):
        with pytest.raises(Refused):
            alerts.undo(session, who, world.recovery_id, seen=seen + 1, now=when)
    assert read_recovery(session, mine, world.recovery_id, now=SOON).undoable
    assert not read_recovery(session, mine, world.recovery_id, now=LATE).undoable
    alerts.undo(session, mine, world.recovery_id, seen=seen + 1, now=SOON)
    assert everything(session) == before
    told = session.scalars(select(Audit.action).order_by(Audit.id.desc())).all()
    assert told[0].startswith("taken back: ") and told[0].removeprefix("taken back: ") in told


def test_nothing_is_taken_back_that_somebody_has_changed_since(
    session: Session, world: World, colleague: Viewer
) -> None:
    alerts.acknowledge(session, world.staff, world.recovery_id, now=NOW)
    seen = row(session).version
    alerts.add_note(session, colleague, world.recovery_id, "I rang her", now=NOW)
    with pytest.raises(Stale) as stale:
        alerts.undo(session, world.staff, world.recovery_id, seen=seen, now=SOON)
    assert [(one.action, one.who) for one in stale.value.changes] == [("note added", "M. Ek")]


def test_of_two_who_act_on_the_same_page_one_is_told_what_the_other_did(
    engine: Engine, session: Session, world: World, colleague: Viewer
) -> None:
    number, seen = infection(session).id, row(session).version
    session.close()
    outcomes = {world.staff: "herpes", colleague: "expected_healing"}
    faults = at_once(engine, world.staff, *[
        lambda own, who=who: alerts.resolve(own, who, world.recovery_id, number, outcomes[who],
                                            seen=seen, now=NOW) for who in outcomes])
    assert [type(fault) for fault in faults] == [Stale]
    set_scope(session, EVERYBODY)
    closed = infection(session)
    assert closed.outcome == {v.person_id: o for v, o in outcomes.items()}[closed.resolved_by]
    [change] = faults[0].changes
    assert change.action == "alert resolved" and change.who in ("Dr Test", "M. Ek")


def told(session: Session, world: World, seen: int) -> list[tuple[str, str | None, datetime]]:
    """What a form is told whose page showed this version."""
    with pytest.raises(Stale) as stale:
        alerts.acknowledge(session, world.staff, world.recovery_id, seen=seen, now=NOW)
    return [(one.action, one.who, one.at) for one in stale.value.changes]


def test_a_fresh_alert_makes_older_pages_stale(session: Session, world: World) -> None:
    alerts.add_note(session, world.staff, world.recovery_id, "I rang her", now=SOON)
    seen = row(session).version
    two = {"breathing_trouble": True, "droop": True}
    raised = ("alert raised", None, log(session, world, {**CALM, **two}, 5))
    assert len(session.scalars(select(Alert.id).where(Alert.version == seen + 1)).all()) == 2
    noted = ("note added", "Dr Test", SOON)
    assert told(session, world, seen) == [raised]
    assert told(session, world, seen - 1) == [raised, noted]
    assert told(session, world, 0) == [raised, noted, ("alert raised", None, NOW)]
    for number in range(20):
        alerts.add_note(session, world.staff, world.recovery_id, f"No {number}", now=LATE)
    assert told(session, world, 0) == [("note added", "Dr Test", LATE)] * 20


def test_an_answer_under_an_open_alert_makes_older_pages_stale(
    session: Session, world: World
) -> None:
    number, seen = infection(session).id, row(session).version
    moment = log(session, world, dict(ALARMING), 5)
    assert row(session).version == seen + 1
    with pytest.raises(Stale):
        alerts.resolve(session, world.staff, world.recovery_id, number, "expected_healing",
                       seen=seen, now=NOW)
    assert told(session, world, seen) == [("check-in sent", "Paula harbour", moment)]


def test_an_answer_makes_no_page_stale_where_nothing_is_open(session: Session) -> None:
    calm = build_world(session, "calm")
    for day in (1, 2, 2):
        log(session, calm, dict(CALM), day)
        assert row(session).version == 0


def test_no_step_below_a_fresh_alert_is_taken_for_the_last(session: Session, world: World) -> None:
    seen = row(session).version
    alerts.acknowledge(session, world.staff, world.recovery_id, seen=seen, now=NOW)
    moment = log(session, world, {**CALM, "breathing_trouble": True}, 5)
    # The form that took the first alerts, sent again by the page of then, takes no fresh one.
    assert told(session, world, seen + 1) == [("alert raised", None, moment)]
    with pytest.raises(Refused):
        alerts.undo(session, world.staff, world.recovery_id, now=NOW)
    assert not read_recovery(session, world.staff, world.recovery_id, now=NOW).undoable


@pytest.mark.parametrize(("outcome", "words", "field"), [
    ("magic", "", "outcome"), ("confirmed", "", "outcome"), ("other", " ", "words"),
    ("pih", "x" * 2001, "words"), ("pih", "a\0b", "words")])
def test_an_outcome_is_one_of_those_on_offer(
    session: Session, world: World, outcome: str, words: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        alerts.resolve(session, world.staff, world.recovery_id, 1, outcome, words, now=NOW)
    assert field in refused.value.errors


def test_an_alert_of_another_recovery_is_not_found(session: Session, world: World) -> None:
    other = build_world(session, "hillside")
    log(session, other, dict(ALARMING), 4)
    set_scope(session, EVERYBODY)
    foreign = session.scalars(
        select(Alert.id).where(Alert.recovery_id == other.recovery_id)).first()
    set_scope(session, world.staff.scope)
    for act in (lambda: alerts.resolve(session, world.staff, world.recovery_id, foreign or 0,
                                       "herpes", now=NOW),
                lambda: alerts.override(session, world.staff, world.recovery_id, foreign or 0, 1,
                                        "x", now=NOW)):
        with pytest.raises(NotFound):
            act()
