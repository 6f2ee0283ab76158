"""Whom a list shows, in which order, and in how many groups: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, HASH, TREATED, World, add_patient, build_world, treat
from tracker.care import administration
from tracker.care.alerts import acknowledge, assign, resolve
from tracker.care.daily_look import look_around
from tracker.care.entries import log_entry
from tracker.care.triage import newest_alert, triage
from tracker.care.viewer import Viewer
from tracker.store.alarms import alerts_of
from tracker.store.database import writing
from tracker.store.duty import AlertRules
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)


class Clinic:
    """Two clinicians; the first treated two patients, the second one."""

    def __init__(self, session: Session) -> None:
        self.session, self.world = session, build_world(session)
        self.first = self.world.staff
        number = administration.add_staff(
            session, self.world.clinic_id, "second@h.example", "Dr Second", "clinician", HASH)
        self.second = Viewer(number, "Dr Second", self.world.clinic_id, frozenset({"clinician"}))
        self.names = {self.world.recovery_id: "ill"}
        for name, who in (("calm", self.first), ("other", self.second)):
            set_scope(session, who.scope)
            patient = add_patient(session, who, f"{name}@h.example", TREATED, name=name)
            self.names[treat(session, who, patient, TREATED)] = name

    def log(self, answers: dict[str, object], day: int = 4) -> None:
        set_scope(self.session, self.world.patient.scope)
        log_entry(self.session, self.world.patient, self.world.recovery_id, answers, day=day,
                  now=TREATED + timedelta(days=day))

    def seen(self, who: Viewer, **asked: object) -> list[str]:
        set_scope(self.session, who.scope)
        page = triage(self.session, who, now=NOW, **asked)
        return [self.names[line.recovery_id] for line in page.rows]

    def counts(self, who: Viewer, own: bool) -> dict[str, int]:
        set_scope(self.session, who.scope)
        return dict(triage(self.session, who, own=own, now=NOW).counts)

    def look(self, days: int) -> None:
        """The daily look, whose hour has come."""
        set_scope(self.session, EVERYBODY)
        at = TREATED.replace(hour=9) + timedelta(days=days)
        look_around(self.session, now=at - timedelta(days=1))
        with writing(self.session):
            self.session.execute(update(AlertRules).values(look_at=at))
        look_around(self.session, now=at)


@pytest.fixture
def clinic(session: Session) -> Clinic:
    return Clinic(session)


def test_ones_own_are_who_one_treated_or_has_and_what_nobody_has(clinic: Clinic) -> None:
    assert sorted(clinic.seen(clinic.first, own=True)) == ["calm", "ill"]
    assert clinic.seen(clinic.second, own=True) == ["other"]
    clinic.log(ALARMING)
    assert clinic.seen(clinic.second, own=True) == ["ill", "other"]
    assert clinic.counts(clinic.second, True)["urgent"] == 1
    set_scope(clinic.session, clinic.first.scope)
    acknowledge(clinic.session, clinic.first, clinic.world.recovery_id, now=NOW)
    assert clinic.seen(clinic.second, own=True) == ["other"]
    assert clinic.counts(clinic.second, True)["urgent"] == 0
    set_scope(clinic.session, clinic.first.scope)
    assign(clinic.session, clinic.first, clinic.world.recovery_id, clinic.second.person_id, now=NOW)
    assert clinic.seen(clinic.second, own=True) == ["ill", "other"]
    assert clinic.seen(clinic.first, own=True) == ["calm"]
    assert sorted(clinic.seen(clinic.first)) == ["calm", "ill", "other"]
    set_scope(clinic.session, clinic.first.scope)
    for alert in alerts_of(clinic.session, clinic.world.recovery_id):
        if alert.resolved_at is None:
            resolve(clinic.session, clinic.first, clinic.world.recovery_id, alert.id, "herpes",
                    now=NOW)
    assert sorted(clinic.seen(clinic.first, own=True)) == ["calm", "ill"]


def test_the_silent_are_a_group_and_come_before_those_who_heal(clinic: Clinic) -> None:
    clinic.log(CALM, 0)
    clinic.look(4)
    assert clinic.counts(clinic.first, False) == {
        "urgent": 0, "concern": 0, "watch": 0, "silent": 3, "expected": 0}
    clinic.log(CALM, 4)
    assert clinic.counts(clinic.first, False)["silent"] == 2
    assert clinic.seen(clinic.first)[-1] == "ill"
    assert clinic.seen(clinic.first, state="expected") == ["ill"]
    assert sorted(clinic.seen(clinic.first, state="silent")) == ["calm", "other"]


def test_who_is_silent_while_something_is_open_is_in_both_groups(clinic: Clinic) -> None:
    clinic.log(ALARMING, 0)
    clinic.look(4)
    assert clinic.seen(clinic.first)[0] == "ill"
    for state in ("urgent", "silent"):
        assert "ill" in clinic.seen(clinic.first, state=state)
    clinic.log(ALARMING, 4)
    assert "ill" not in clinic.seen(clinic.first, state="silent")


def test_a_list_goes_on_where_its_page_ended(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.care.triage.PAGE", 1)
    clinic.log(ALARMING)
    for own in (False, True):
        seen, after = [], None
        while True:
            set_scope(clinic.session, clinic.second.scope)
            page = triage(clinic.session, clinic.second, own=own, after=after, now=NOW)
            seen += [clinic.names[line.recovery_id] for line in page.rows]
            after = page.more
            if after is None:
                break
        assert seen[0] == "ill"
        assert sorted(seen) == (["ill", "other"] if own else ["calm", "ill", "other"])


def test_news_are_the_clinics_own(session: Session, clinic: Clinic) -> None:
    other = build_world(session, "other")
    set_scope(session, other.staff.scope)
    assert newest_alert(session) is None
    clinic.log(ALARMING)
    set_scope(session, clinic.first.scope)
    assert newest_alert(session) == NOW
    set_scope(session, other.staff.scope)
    assert newest_alert(session) is None


def test_another_clinics_are_in_no_list(session: Session, clinic: Clinic) -> None:
    other: World = build_world(session, "other")
    clinic.log(ALARMING)
    for own in (False, True):
        set_scope(session, other.staff.scope)
        page = triage(session, other.staff, own=own, now=NOW)
        assert [line.recovery_id for line in page.rows] == [other.recovery_id]
        assert sum(page.counts.values()) == 1
