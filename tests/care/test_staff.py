"""Who works at a clinic: inviting, roles, leaving, and that somebody can always manage it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.builders import HASH, TREATED, World, build_world
from tests.care.test_races import at_once
from tracker.care import patients, people, staff
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store import clinics
from tracker.store.alerts import Audit, Outbox
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=1)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def roles(session: Session, boss: Viewer) -> dict[str, str]:
    session.rollback()
    return {one.name: one.role for one in clinics.staff(session, boss.clinic_id, NOW)
            if one.active}


def test_somebody_invited_sets_up_their_sign_in_and_has_their_role(
    session: Session, boss: Viewer
) -> None:
    staff.invite(session, boss, " Ada  New ", "ADA@harbour.example", "auditor", now=NOW)
    mail = session.scalars(select(Outbox).order_by(Outbox.id.desc())).first()
    assert mail is not None and (mail.recipient, mail.template) == (
        "ada@harbour.example", "staff_invitation")
    token = str(mail.context["path"]).rpartition("/")[2]
    accepted = patients.accept_invitation(session, token, HASH, now=NOW)
    assert accepted is not None and [role.name for role in accepted.roles] == ["auditor"]
    assert roles(session, boss)["Ada New"] == "auditor"
    for who, words in (("ada@harbour.example", "in your list"),
                       ("patient@harbour.example", "another account")):
        with pytest.raises(Refused) as refused:
            staff.invite(session, boss, "Ada", who, "clinician", now=NOW)
        assert words in refused.value.errors["email"]
    with pytest.raises(Refused) as refused:
        staff.invite(session, boss, "", "nowhere", "patient", now=NOW)
    assert set(refused.value.errors) == {"name", "email", "role"}


def test_a_role_and_leaving_count_at_once(session: Session, world: World, boss: Viewer) -> None:
    who = session.get_one(Person, world.staff.person_id)
    token = people.begin_sign_in(session, who, now=NOW)
    staff.change_role(session, boss, who.id, "auditor", now=NOW)
    found = people.signed_in(session, token, who.fs_uniquifier, now=NOW)
    assert found is not None and found[1].roles == {"auditor"}
    set_scope(session, boss.scope)
    assert not session.get_one(Person, who.id, populate_existing=True).on_call
    old = who.fs_uniquifier
    staff.set_active(session, boss, who.id, False, now=NOW)
    staff.set_active(session, boss, who.id, True, now=NOW)
    assert people.signed_in(session, token, old, now=NOW) is None
    set_scope(session, boss.scope)
    told = session.execute(select(Audit.action, Audit.detail, Audit.person_id)
                           .order_by(Audit.id.desc()).limit(3)).all()
    assert told == [
        ("staff let in again", who.email, boss.person_id),
        ("staff shut out", who.email, boss.person_id),
        ("staff role changed", f"{who.email}: clinician to auditor", boss.person_id)]


def test_somebody_can_always_manage_the_clinic(session: Session, boss: Viewer) -> None:
    # Whoever has only been invited cannot sign in yet, and so cannot manage.
    staff.invite(session, boss, "Ada", "ada@harbour.example", "manager", now=NOW)
    for act in (lambda: staff.change_role(session, boss, boss.person_id, "clinician", now=NOW),
                lambda: staff.set_active(session, boss, boss.person_id, False, now=NOW)):
        with pytest.raises(Refused):
            act()
    assert roles(session, boss)["manager Test"] == "manager"


def test_two_managers_cannot_take_each_others_role_at_once(
    engine: Engine, session: Session, world: World, boss: Viewer
) -> None:
    staff.change_role(session, boss, world.staff.person_id, "manager", now=NOW)
    other = world.staff
    session.close()
    faults = at_once(
        engine, boss,
        lambda own: staff.change_role(own, boss, other.person_id, "auditor", now=NOW),
        lambda own: staff.change_role(own, other, boss.person_id, "auditor", now=NOW))
    assert [type(fault) for fault in faults] == [NotFound]
    set_scope(session, boss.scope)
    assert sorted(roles(session, boss).values()) == ["auditor", "manager"]


def test_people_of_another_clinic_and_patients_are_not_found(
    session: Session, world: World, boss: Viewer
) -> None:
    foreign = build_world(session, "hillside")
    set_scope(session, boss.scope)
    for number in (foreign.staff.person_id, world.patient.person_id, 10 ** 9):
        for act in (lambda n: staff.set_active(session, boss, n, False, now=NOW),
                    lambda n: staff.change_role(session, boss, n, "auditor", now=NOW),
                    lambda n: staff.invite_again(session, boss, n, now=NOW),
                    lambda n: staff.member(session, boss, n, now=NOW)):
            with pytest.raises(NotFound):
                act(number)
    set_scope(session, EVERYBODY)
    assert session.get_one(Person, foreign.staff.person_id, populate_existing=True).active
