"""Logging a day: what is stored, judged, told, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, TREATED, World, build_world
from tracker.care.alerts import resolve
from tracker.care.entries import NOTE_LENGTH, log_entry
from tracker.care.viewer import NotFound, Refused
from tracker.store.alerts import Alert, Audit, Outbox
from tracker.store.health import EntryRow, Status
from tracker.store.scope import set_scope

DAY = timedelta(days=1)


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    set_scope(session, built.patient.scope)
    return built


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_entry_its_assessment_status_and_audit_row_are_kept_together(
    session: Session, world: World
) -> None:
    log_entry(session, world.patient, world.recovery_id, CALM, day=None, now=TREATED + DAY)
    assert session.scalars(select(EntryRow)).one().assessment["level"] == "none"
    status = session.scalars(select(Status)).one()
    assert (status.last_day, status.entry_days) == (1, [1])
    assert "entry logged" in session.scalars(select(Audit.action)).all()


def test_an_alarming_entry_raises_an_urgent_alert_and_one_mail_without_health_words(
    session: Session, world: World
) -> None:
    log_entry(session, world.patient, world.recovery_id, CALM, day=0, now=TREATED)
    logged = log_entry(
        session, world.patient, world.recovery_id, ALARMING, day=4, now=TREATED + 4 * DAY
    )
    entry = session.scalars(select(EntryRow).where(EntryRow.day == 4)).one()
    assert entry.assessment["flags"][0]["reasons"]
    urgent = session.scalars(select(Alert).where(Alert.level == 3)).all()
    assert urgent
    mails = session.scalars(select(Outbox).where(Outbox.alert_id == urgent[0].id)).all()
    assert [mail.recipient for mail in mails] == [world.staff_email]
    assert mails[0].message_id in logged.mails
    assert session.scalars(select(Status)).one().level == 3


def test_saving_the_same_alarm_again_queues_no_second_mail(session: Session, world: World) -> None:
    now = TREATED + 4 * DAY
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=4, now=now)
    mails = count(session, Outbox)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=4, now=now)
    assert count(session, Outbox) == mails


def test_editing_keeps_the_earlier_version(session: Session, world: World) -> None:
    now = TREATED + DAY
    log_entry(session, world.patient, world.recovery_id, CALM, day=1, now=now)
    changed = {**CALM, "redness": 3}
    log_entry(session, world.patient, world.recovery_id, changed, day=1, version=1, now=now)
    rows = session.scalars(select(EntryRow).order_by(EntryRow.version)).all()
    assert [(r.version, r.current, r.answers["redness"]) for r in rows] == [
        (1, False, 2), (2, True, 3)]


def test_a_stale_form_overwrites_nothing(session: Session, world: World) -> None:
    now = TREATED + DAY
    log_entry(session, world.patient, world.recovery_id, CALM, day=1, version=0, now=now)
    with pytest.raises(Refused):
        log_entry(session, world.patient, world.recovery_id, ALARMING, day=1, version=0, now=now)
    assert count(session, EntryRow) == 1


def test_a_double_tap_is_stored_once(session: Session, world: World) -> None:
    now = TREATED + DAY
    for _ in range(2):
        log_entry(session, world.patient, world.recovery_id, CALM, day=1, key="k1", now=now)
    assert count(session, EntryRow) == 1


def test_a_missed_day_can_be_added_and_is_marked_with_the_day_it_was_sent(
    session: Session, world: World
) -> None:
    log_entry(session, world.patient, world.recovery_id, CALM, day=1, now=TREATED + 3 * DAY)
    row = session.scalars(select(EntryRow)).one()
    assert (row.day, row.submitted) == (1, 3)


@pytest.mark.parametrize(
    ("answers", "day", "note", "field"),
    [
        ({**CALM, "redness": 11}, 1, "", "redness"),
        ({**CALM, "redness": "eleven"}, 1, "", "redness"),
        ({"redness": 1}, 1, "", "swelling"),
        ({**CALM, "colour": 3}, 1, "", "colour"),
        (CALM, 2, "", "day"),
        (CALM, -1, "", "day"),
        (CALM, 1, "x" * (NOTE_LENGTH + 1), "note"),
        (CALM, 1, "a\0b", "note"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_stored(
    session: Session, world: World, answers: dict[str, object], day: int, note: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        log_entry(session, world.patient, world.recovery_id, answers, day=day, note=note,
                  now=TREATED + DAY)
    assert field in refused.value.errors
    assert count(session, EntryRow) == 0


def test_the_day_follows_the_patients_own_midnight(session: Session, world: World) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 00:30 on the 21st in Berlin
    logged = log_entry(session, world.patient, world.recovery_id, CALM, day=None, now=late)
    assert logged.day == 1


def test_another_clinics_patient_finds_nothing(session: Session, world: World) -> None:
    other = build_world(session, "hillside")
    set_scope(session, other.patient.scope)
    with pytest.raises(NotFound):
        log_entry(session, other.patient, world.recovery_id, CALM, day=0, now=TREATED)


def test_notes_are_unreadable_in_the_database(session: Session, world: World) -> None:
    log_entry(session, world.patient, world.recovery_id, CALM, day=0, note="canary words",
              now=TREATED)
    raw = session.connection().exec_driver_sql("SELECT note FROM entry").scalar_one()
    assert b"canary" not in bytes(raw)


def test_the_same_complication_after_a_resolved_one_is_told_again(
    session: Session, world: World
) -> None:
    def log(day: int, answers: dict[str, object]) -> tuple[str, ...]:
        set_scope(session, world.patient.scope)
        return log_entry(session, world.patient, world.recovery_id, answers, day=day,
                         now=TREATED + day * DAY).mails

    assert log(2, ALARMING)
    set_scope(session, world.staff.scope)
    for alert in session.scalars(select(Alert)).all():
        resolve(session, world.staff, world.recovery_id, alert.id, "expected_healing",
                now=TREATED + 2 * DAY)
    assert log(3, CALM) == ()
    assert session.scalars(select(Status)).one().level == 0
    assert log(5, ALARMING), "a second complication must not be silent"
    assert session.scalars(select(Status)).one().level == 3
    assert log(6, ALARMING) == ()
