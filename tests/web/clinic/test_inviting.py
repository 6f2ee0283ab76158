"""Inviting everybody who is still healing, all at once."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import World, add_patient, build_world, days_ago, treat
from tests.web.clinic.conftest import Desk
from tracker.care import inviting
from tracker.care.viewer import Viewer
from tracker.store.alerts import Audit, Outbox
from tracker.store.scope import EVERYBODY, set_scope

PAGE = "/patients/uninvited"


def healing(session: Session, staff: Viewer, email: str, at: datetime, name: str) -> None:
    """A patient who was treated, and whom nobody has invited."""
    set_scope(session, staff.scope)
    treat(session, staff, add_patient(session, staff, email, at, name=name), at)


def invited(session: Session) -> list[str]:
    """Who got an invitation, in order of the addresses."""
    session.rollback()
    set_scope(session, EVERYBODY)
    return sorted(session.scalars(
        select(Outbox.recipient).where(Outbox.template == "invitation",
                                       Outbox.recipient.like("new%"))))


def test_whoever_is_still_healing_is_invited_once_and_nobody_else(
    desk: Desk, session: Session
) -> None:
    staff, elsewhere = desk.world.staff, build_world(session, "hillside").staff
    healing(session, staff, "new1@patients.example", days_ago(3), "Nora Neu")
    healing(session, staff, "new2@patients.example", days_ago(41), "Nils Neu")
    healing(session, staff, "new3@patients.example", days_ago(44), "Old Oda")
    healing(session, elsewhere, "new4@patients.example", days_ago(3), "Foreign Fay")
    page = desk.get(PAGE).text
    assert page.index("Nora Neu") < page.index("Nils Neu") and "Invite all 2" in page
    assert not [name for name in ("Old Oda", "Foreign Fay", "Paula") if name in page]
    assert desk.post(PAGE, {}, PAGE).status_code == 303
    assert "2 invitations are on their way" in desk.get(PAGE).text
    assert invited(session) == ["new1@patients.example", "new2@patients.example"]
    told = session.scalars(select(Audit.action).where(Audit.action == "patient invited",
                                                      Audit.person_id == staff.person_id))
    assert len(told.all()) >= 2
    desk.post(PAGE, {}, PAGE)
    page = desk.get(PAGE).text
    assert "Nobody was left to invite" in page and "Everybody who is still healing" in page
    assert len(invited(session)) == 2


def test_who_cannot_be_invited_keeps_nobody_waiting(
    desk: Desk, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    other: World = build_world(session, "hillside")
    healing(session, desk.world.staff, other.patient_email, days_ago(1), "Same Sam")
    healing(session, desk.world.staff, "new1@patients.example", days_ago(2), "Nora Neu")
    monkeypatch.setattr(inviting, "AT_ONCE", 1)
    desk.post(PAGE, {}, PAGE)
    assert invited(session) == ["new1@patients.example"]


def test_an_address_of_another_account_is_told_and_passed_over(
    desk: Desk, session: Session
) -> None:
    other: World = build_world(session, "hillside")
    healing(session, desk.world.staff, other.patient_email, days_ago(2), "Same Sam")
    healing(session, desk.world.staff, "new1@patients.example", days_ago(2), "Nora Neu")
    page = desk.get(PAGE).text
    assert page.count("belongs to another account") == 1 and "Invite this person" in page
    desk.post(PAGE, {}, PAGE)
    page = desk.get(PAGE).text
    assert "One invitation is on its way" in page and "Same Sam" in page and "Nora" not in page
    assert invited(session) == ["new1@patients.example"]
