"""What other systems read and get answered, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, TREATED, World, add_patient, build_world, treat
from tracker.care import exchange
from tracker.care.alerts import override
from tracker.care.entries import log_entry
from tracker.care.receipts import receipt
from tracker.care.stale import AnsweredAlready
from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.assessment import Level
from tracker.store.alerts import Alert
from tracker.store.scope import set_scope

LATER = TREATED + timedelta(days=4)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def seen_by(session: Session, who: Viewer) -> Viewer:
    set_scope(session, who.scope)
    return who


def test_pages_of_alerts_meet_without_a_gap_and_stay_in_the_clinic(
    session: Session, world: World
) -> None:
    other = build_world(session, "hillside")
    staff = seen_by(session, world.staff)
    for number in range(3):
        patient = add_patient(session, staff, f"p{number}@harbour.example", TREATED)
        log_entry(session, staff, treat(session, staff, patient, TREATED), ALARMING, day=4,
                  now=LATER + timedelta(minutes=number // 2))
    log_entry(session, seen_by(session, other.patient), None, ALARMING, day=4, now=LATER)
    staff, found, place = seen_by(session, world.staff), [], None
    for _ in range(3):
        page, place = exchange.open_alerts(session, staff, place, 1, now=LATER)
        found += [(one.alert.raised_at, one.alert.id) for one in page]
        assert all(one.patient_name.startswith("P") for one in page)
    assert place is None and found == sorted(found, reverse=True) and len(set(found)) == 3


def test_the_level_is_the_one_that_the_clinic_goes_by_and_the_flags_are_the_cores(
    session: Session, world: World
) -> None:
    log_entry(session, seen_by(session, world.patient), None, ALARMING, day=4, key="k", now=LATER)
    kept = receipt(session, world.patient, world.recovery_id, "k", looked=False, now=LATER)
    assert kept.assessment["level"] == "urgent" and kept.guidance.tone != "as_expected"
    staff = seen_by(session, world.staff)
    assert exchange.course(session, staff, world.recovery_id, now=LATER).level == Level.URGENT
    number = exchange.open_alerts(session, staff, None, 1, now=LATER)[0][0].alert.id
    override(session, staff, world.recovery_id, number, Level.WATCH, "seen", now=LATER)
    again = exchange.course(session, staff, world.recovery_id, now=LATER)
    assert again.level == Level.WATCH and again.own.assessment.level == Level.URGENT
    for what in (lambda: exchange.course(session, staff, "nothing", now=LATER),
                 lambda: receipt(session, staff, world.recovery_id, "x", looked=False, now=LATER)):
        with pytest.raises(NotFound):
            what()
    assert session.get_one(Alert, number).resolved_at is None


def test_who_has_not_seen_the_version_that_stands_is_told_which_it_is(
    session: Session, world: World
) -> None:
    patient = seen_by(session, world.patient)
    for version in (0, 1):
        log_entry(session, patient, None, CALM, day=4, version=version, now=LATER)
    for version in (0, 1, 3):
        with pytest.raises(AnsweredAlready) as told:
            log_entry(session, patient, None, CALM, day=4, version=version, now=LATER)
        assert told.value.version == 2
