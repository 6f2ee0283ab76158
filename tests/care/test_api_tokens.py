"""Tokens of other systems: whose they are, and all that ends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import TREATED, World, build_world
from tracker.care import accounts, administration, api_tokens, erasure
from tracker.care.viewer import Refused, Viewer
from tracker.store.alerts import Audit
from tracker.store.api_tokens import ApiToken
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

LATER = TREATED + timedelta(minutes=5)


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def test_a_token_acts_as_its_person_and_keeps_nothing_but_a_hash(
    session: Session, world: World
) -> None:
    for email, who in ((world.staff_email, world.staff), (world.patient_email, world.patient)):
        token = api_tokens.add(session, f" {email.upper()}", " of  a test ", now=TREATED)
        seen = api_tokens.bearer(session, token, now=LATER)
        assert seen is not None
        assert (seen.person_id, seen.clinic_id, seen.roles, seen.patient_id) == (
            who.person_id, who.clinic_id, who.roles, who.patient_id)
        assert session.info["scope"] == who.scope
        kept = api_tokens.tokens_of(session, email)
        assert [row.name for row in kept] == ["of a test"]
        assert token not in str([vars(row) for row in kept])
        for wrong in (token[:-1], token + "x", token[4:], kept[0].token_hash, "", "trk_",
                      "trk_" + "x" * 10_000):
            assert api_tokens.bearer(session, wrong, now=LATER) is None
    told = session.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(2)).all()
    assert told == ["token added", "token added"]


def test_its_use_is_noted_once_a_minute(session: Session, world: World) -> None:
    token = api_tokens.add(session, world.staff_email, "t", now=TREATED)
    noted = []
    for seconds in (0, 30, 61):
        api_tokens.bearer(session, token, now=LATER + timedelta(seconds=seconds))
        session.expire_all()
        noted.append(session.scalars(select(ApiToken.last_used_at)).one())
    assert noted == [LATER, LATER, LATER + timedelta(seconds=61)]


def test_a_token_made_for_some_days_ends_by_itself(session: Session, world: World) -> None:
    days = timedelta(days=30)
    token = api_tokens.add(session, world.staff_email, "t", holds=days, now=TREATED)
    lasting = api_tokens.add(session, world.staff_email, "l", now=TREATED)
    for moment, opens in ((TREATED + days - timedelta(seconds=1), True), (TREATED + days, False)):
        assert (api_tokens.bearer(session, token, now=moment) is not None) == opens
        assert api_tokens.bearer(session, lasting, now=moment)


def _end(session: Session, world: World) -> None:
    api_tokens.end(session, 1, now=LATER)
    with pytest.raises(Refused):
        api_tokens.end(session, 1, now=LATER)


def _disable(session: Session, world: World) -> None:
    administration.set_active(session, world.patient_email, False, now=LATER)
    with pytest.raises(Refused):
        api_tokens.add(session, world.patient_email, "another", now=LATER)
    administration.set_active(session, world.patient_email, True, now=LATER)


def _close_alone(session: Session, world: World) -> None:
    set_scope(session, EVERYBODY)
    session.get_one(Person, world.patient.person_id).active = False
    session.commit()


def _new_password(session: Session, world: World) -> None:
    set_scope(session, EVERYBODY)
    accounts.end_everything(session, session.get_one(Person, world.patient.person_id), now=LATER)
    session.commit()


def _erase(session: Session, world: World) -> None:
    boss = administration.add_staff(session, world.clinic_id, "boss@c.example", "B", "manager", "x")
    manager = Viewer(boss, "B", world.clinic_id, frozenset({"manager"}))
    set_scope(session, manager.scope)
    erasure.carry_out(session, manager, world.patient_id, "Paula harbour", now=LATER)
    assert session.scalars(select(ApiToken)).all() == []


@pytest.mark.parametrize("what", [_end, _disable, _close_alone, _new_password, _erase])
def test_what_ends_a_persons_rights_ends_their_tokens(
    session: Session, world: World, what: Callable[[Session, World], None]
) -> None:
    token = api_tokens.add(session, world.patient_email, "t", now=TREATED)
    assert api_tokens.bearer(session, token, now=LATER)
    what(session, world)
    assert api_tokens.bearer(session, token, now=LATER) is None


@pytest.mark.parametrize("email", ["nobody@harbour.example", "no address"])
def test_nobody_gets_no_token(session: Session, world: World, email: str) -> None:
    with pytest.raises(Refused):
        api_tokens.add(session, email, "t", now=TREATED)
    with pytest.raises(Refused):
        api_tokens.tokens_of(session, email)
    with pytest.raises(Refused):
        api_tokens.end(session, 77, now=TREATED)
