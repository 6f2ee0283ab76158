"""`tracker clinic add` and `tracker user add`: what patients and alerts depend on is checked."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import PASSWORD
from tests.cli.command import complaint, environment, tracker, tracker_alone
from tracker.store.people import Clinic, Person


def add(config: Config, *words: str, alone: bool = False) -> str:
    run = (tracker_alone if alone else tracker)(*words, env=environment(config))
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout.decode()


def add_user(config: Config, email: str, role: str, *more: str, alone: bool = False) -> str:
    return add(config, "user", "add", email, "--name", "Dr Test", "--clinic", "1", "--role", role,
               "--password", PASSWORD, *more, alone=alone)


CLINIC = ("clinic", "add", "Harbour", "--phone", "555 0100", "--zone", "America/New_York")


def test_a_clinic_is_added_with_all_that_patients_are_shown(
    config: Config, session: Session
) -> None:
    said = add(config, *CLINIC, "--emergency-number", "911", "--hours", "Weekdays 8 to 18",
               "--after-hours-phone", "555 0199", alone=True)
    assert said == "1\n"
    clinic = session.get_one(Clinic, 1)
    assert (clinic.emergency_number, clinic.hours, clinic.after_hours_phone) == (
        "911", "Weekdays 8 to 18", "555 0199")


@pytest.mark.parametrize(("words", "named"), [
    (("",), "name"), (("  \n",), "name"), (("x" * 121,), "name"),
    (("C", "--phone", " "), "phone"), (("C", "--phone", "1" * 41), "phone"),
    (("C", "--emergency-number", ""), "emergency number"),
    (("C", "--hours", "h" * 121), "hours"),
    *((("C", "--zone", zone), "time zone") for zone in
      ("localtime", "Factory", "posixrules", "EST5EDT", "Etc/GMT+5", "right/Europe/Berlin",
       "europe/berlin", "Europe", "/etc/passwd", "")),
])
def test_a_clinic_that_would_mislead_patients_is_refused(
    config: Config, session: Session, words: tuple[str, ...], named: str
) -> None:
    given = {"--phone": "1", "--zone": "Europe/Berlin",
             **dict(zip(words[1::2], words[2::2], strict=True))}
    options = [word for pair in given.items() for word in pair]
    run = tracker("clinic", "add", words[0], *options, env=environment(config))
    assert named in complaint(run)
    assert session.scalars(select(Clinic)).all() == []


def test_the_first_clinician_of_a_clinic_is_on_call_unless_told(
    config: Config, session: Session
) -> None:
    add(config, *CLINIC)
    assert "is not on call" in add_user(config, "manager@c.example", "manager", alone=True)
    assert "is not on call" in add_user(config, "no@c.example", "clinician", "--not-on-call")
    assert "is on call" in add_user(config, "first@c.example", "clinician")
    assert "is not on call" in add_user(config, "second@c.example", "clinician")
    assert "is on call" in add_user(config, "third@c.example", "clinician", "--on-call")
    on_call = session.scalars(select(Person.email).where(Person.on_call).order_by(Person.id))
    assert on_call.all() == ["first@c.example", "third@c.example"]


@pytest.mark.parametrize(("option", "value"), [
    ("--clinic", "77"), ("--name", ""), ("--name", "n" * 121), ("--password", "short"),
])
def test_somebody_who_cannot_be_added_is_refused_with_the_reason(
    config: Config, session: Session, option: str, value: str
) -> None:
    add(config, *CLINIC)
    given = {"--name": "Dr", "--clinic": "1", "--role": "clinician", "--password": PASSWORD,
             option: value}
    words = [word for pair in given.items() for word in pair]
    complaint(tracker("user", "add", "d@c.example", *words, env=environment(config)))
    assert session.scalars(select(Person)).all() == []
