"""Closing and opening accounts, and what a password must be."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import TREATED, World, build_world
from tracker.care import administration, passwords, people
from tracker.care.viewer import Refused
from tracker.store.alerts import Audit
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope

LATER = TREATED + timedelta(minutes=5)
GOOD = ["recovery at the harbour in winter", "seven quiet lanterns drift", "a good long password",
        "Tr7#kk9!wQzp", "x7" + "Kd0vQ!" * 2, "窓の外に静かな雪が降る夜です",
        "seven quiet lanterns drift " * 4]
COMMON = ["1234567890", "123456789012", "password1234", "passwordpassword", "qwertyuiopas",
          "aaaaaaaaaaaa", "abcabcabcabc", "letmeinletmein", "iloveyou1234", "recoverytracker",
          "microneedling", "microneedling1", "clinicclinic", "skinrecovery1", "patientpatient",
          "recovery-demo-2026", "", "   ", "            "]


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def person(session: Session, world: World) -> Person:
    set_scope(session, EVERYBODY)
    return session.scalars(select(Person).where(Person.id == world.staff.person_id)).unique().one()


def opens(session: Session, who: Person, token: str) -> bool:
    return people.signed_in(session, token, who.fs_uniquifier, now=LATER) is not None


def test_a_closed_account_is_signed_out_everywhere_and_stays_so_when_opened_again(
    session: Session, world: World
) -> None:
    who = person(session, world)
    token, old = people.begin_sign_in(session, who, now=TREATED), who.fs_uniquifier
    assert opens(session, who, token)
    administration.set_active(session, f" {world.staff_email.upper()}", False, now=LATER)
    assert not opens(session, who, token)
    administration.set_active(session, world.staff_email, True, now=LATER)
    assert people.signed_in(session, token, old, now=LATER) is None
    assert not opens(session, who, token)
    assert opens(session, who, people.begin_sign_in(session, who, now=LATER))
    set_scope(session, EVERYBODY)
    told = session.scalars(select(Audit.action).order_by(Audit.id)).all()
    assert told[-4:] == ["signed in", "account closed", "account opened", "signed in"]


@pytest.mark.parametrize("email", ["nobody@harbour.example", "no address"])
def test_an_account_that_does_not_exist_is_said(session: Session, email: str) -> None:
    with pytest.raises(Refused):
        administration.set_active(session, email, False, now=LATER)


@pytest.mark.parametrize("password", GOOD)
def test_long_passwords_of_any_kind_are_taken(password: str) -> None:
    assert passwords.fault(password, "Dr Test", "doctor@harbour.example") is None


@pytest.mark.parametrize("password", COMMON)
def test_short_common_and_our_own_words_are_refused(password: str) -> None:
    assert passwords.fault(password)
    with pytest.raises(Refused):
        passwords.accepted(password)


@pytest.mark.parametrize("password", [
    "rosalindweatherby", "weatherby1234", "doctor@harbour.example", "harbourharbour",
    "Clinic Harbour",
])
def test_what_others_know_of_somebody_is_refused(password: str) -> None:
    about = ("Rosalind Weatherby", "doctor@harbour.example", "Clinic Harbour")
    assert passwords.fault(password, *about)


@pytest.mark.parametrize("length", [passwords.LONGEST, passwords.LONGEST + 1, 5000])
def test_a_password_has_at_most_128_characters(length: int) -> None:
    text = ("seven quiet lanterns drift over the harbour while nobody counts the hours "
            "of the long cold evening in this town ") * 50
    assert (passwords.fault(text[:length]) is None) == (length <= passwords.LONGEST)


@given(st.text(max_size=200))
def test_judging_never_fails(password: str) -> None:
    passwords.fault(password, password, "Dr Test")


@pytest.mark.parametrize("hostile", [
    "4@8({[<3691!|71%$5+7%2" * 6, "pq4@8({[<3691!|0$57+%2" * 6, "4836910572{[|abcegilostxz" * 5,
    "a1" * 64, "password " * 14,
])
def test_judging_a_hostile_password_takes_no_long_time(hostile: str) -> None:
    begun = time.process_time()
    passwords.fault(hostile[:128], "Dr Test", "doctor@harbour.example")
    assert time.process_time() - begun < 2


def test_the_demo_keeps_its_published_password() -> None:
    from tracker.demo.people import PASSWORD

    assert PASSWORD == "recovery-demo-2026" and passwords.hashed(PASSWORD)
