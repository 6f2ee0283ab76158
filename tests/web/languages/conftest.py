"""A patient's phone, and every page that a patient can come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import (
    ALARMING,
    CALM,
    PASSWORD,
    World,
    add_patient,
    build_world,
    days_ago,
    sign_up,
    treat,
)
from tracker import create_app
from tracker.care import messages, patients
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.health import Patient
from tracker.store.scope import EVERYBODY, set_scope

FORM = {name: str(score) for name, score in CALM.items()}


@dataclass
class Phone:
    """A client that asks for its language, and the sign-in of a patient who chose it."""

    client: FlaskClient
    language: str

    def get(self, url: str) -> str:
        """A page, whatever its status, or the one it leads to."""
        headers = {"Accept-Language": self.language}
        return self.client.get(url, headers=headers, follow_redirects=True).text

    def post(self, url: str, **form: str) -> str:
        """The page that answers a form, or the one it leads to."""
        answer = self.client.post(url, data=form, headers={"Accept-Language": self.language})
        return self.get(answer.location) if answer.location else answer.text


@pytest.fixture
def app(config: Config) -> Flask:
    made = create_app(config)
    made.config.update(WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session, treated_at=days_ago(4))


@pytest.fixture
def phone(app: Flask, session: Session) -> Callable[..., Phone]:
    """Makes a phone; signed in, where an address is given."""

    def made(language: str, email: str | None = None) -> Phone:
        opened = Phone(app.test_client(), language)
        if email:
            set_scope(session, EVERYBODY)
            with writing(session):
                session.execute(update(Patient).where(Patient.email == email)
                                .values(language=language))
            opened.post("/login", email=email, password=PASSWORD)
        return opened

    return made


@pytest.fixture
def every_page(
    app: Flask, session: Session, world: World, phone: Callable[..., Phone]
) -> Callable[[str], Iterator[tuple[str, str]]]:
    """Every page that a patient can come to in a language, as (where, page)."""

    def pages(language: str) -> Iterator[tuple[str, str]]:
        yield from _before_sign_in(phone(language), session, world, language)
        mine = phone(language, world.patient_email)
        yield "nothing answered", mine.get("/check-in")
        for day, answers in enumerate(DAYS):
            yield f"saved on day {day}", mine.post(f"/check-in/{day}", **_as_form(answers))
        set_scope(session, EVERYBODY)
        for state in ("sent", "given_up"):
            with writing(session):
                session.execute(update(Outbox).values(state=state))
            yield state, mine.get("/check-in/4/saved")
        yield "changed", mine.get("/check-in/4")
        for wrong in WRONG:
            yield str(wrong)[:40], mine.post("/check-in/3", **{**FORM, "version": "1", **wrong})
        yield from _written_to(session, world, mine)
        yield "history", mine.get("/history")
        for path in OF_PATIENTS:
            yield path, mine.get(path)
        yield from _other_patients(phone, session, world, language)
        yield from _errors(app, mine)

    return pages


def _written_to(session: Session, world: World, mine: Phone) -> Iterator[tuple[str, str]]:
    """Before and after the clinic wrote and asked for something."""
    yield "no messages", mine.get("/messages")
    form = {"recovery": world.recovery_id}
    yield "too early", mine.post("/messages", text="x", **form)
    set_scope(session, world.staff.scope)
    session.expire_all()
    messages.write(session, world.staff, world.recovery_id, "7", now=days_ago(0))
    for what in ("entry", "photo"):
        messages.ask(session, world.staff, world.recovery_id, what, now=days_ago(0))
    for path in ("/check-in", "/check-in/4/saved", "/messages"):
        yield f"asked, {path}", mine.get(path)
    for text in ("", "8", *["9"] * 10):
        yield f"answered {text}", mine.post("/messages", text=text, **form)


DAYS: tuple[dict[str, object], ...] = (
    {**CALM, "bleeding": 10}, CALM, {**CALM, "redness": 7, "itching": 5},
    {**CALM, "temperature_c": 38.5}, ALARMING,
)
OF_PATIENTS = ("/help", "/photos", "/what-to-expect", "/your-data", "/your-data/erase",
               "/your-data/opened",
               "/account", "/account/passkeys/new", "/reminders")
"""Pages that need nothing but a patient."""
WRONG: tuple[dict[str, str], ...] = (
    {"redness": "11"}, {"redness": ""}, {"temperature_c": "99"}, {"temperature_c": "warm"},
    {"blisters": "maybe"}, {"note": "x" * 5000}, {"note": "a\0b"}, {"version": "9"}, {"day": "9"},
    {"unheard_of": "1"}, {"asked": "pain"},
)


def _as_form(answers: dict[str, object]) -> dict[str, str]:
    return {name: "yes" if value is True else str(value) for name, value in answers.items()}


def _before_sign_in(
    visitor: Phone, session: Session, world: World, language: str
) -> Iterator[tuple[str, str]]:
    for url in ("/login", "/reset", "/reset/nothing", "/help", "/invitation/" + "x" * 43):
        yield url, visitor.get(url)
    yield "unknown", visitor.post("/login", email="x@y.example", password="wrong wrong wrong")
    yield "no address", visitor.post("/login", email="x", password="")
    yield "long", visitor.post("/login", email="x@y.example", password="x" * 200)
    yield "asked for a link", visitor.post("/reset", email=world.patient_email)
    yield "asked for no link", visitor.post("/reset", email="nonsense")
    link = _newest_path(session)
    yield "reset", visitor.get(link)
    for chosen in ("short", "password password", ""):
        yield f"reset {chosen}", visitor.post(link, password=chosen, password_confirm="other")
    set_scope(session, world.staff.scope)
    patient_id = add_patient(session, world.staff, f"{language}@new.example", days_ago(1))
    with writing(session):
        session.get_one(Patient, patient_id).language = language
    patients.invite_patient(session, world.staff, patient_id, now=days_ago(0))
    invitation = _newest_path(session)
    yield "invitation", visitor.get(invitation)
    for chosen in ("short", "y" * 200, ""):
        yield f"invitation {chosen}", visitor.post(invitation, password=chosen, again="other")


def _newest_path(session: Session) -> str:
    session.rollback()
    set_scope(session, EVERYBODY)
    newest = session.query(Outbox).order_by(Outbox.id.desc()).first()
    assert newest is not None
    return str(newest.context["path"])


def _other_patients(
    phone: Callable[..., Phone], session: Session, world: World, language: str
) -> Iterator[tuple[str, str]]:
    """Somebody without a treatment, before it, and long after it; somebody with two, and a peel."""
    moments = {"none": (), "before": (days_ago(-3),), "over": (days_ago(200),),
               "twice": (days_ago(40), days_ago(20))}
    for name, treated in moments.items():
        email = f"{name}@more.example"
        set_scope(session, world.staff.scope)
        patient_id = add_patient(session, world.staff, email, days_ago(201), name="Paula Test")
        for at in treated:
            treat(session, world.staff, patient_id, at)
        sign_up(session, world.staff, patient_id, days_ago(0))
        theirs = phone(language, email)
        yield name, theirs.get("/check-in")
        yield f"{name}, history", theirs.get("/history")


def _errors(app: Flask, mine: Phone) -> Iterator[tuple[str, str]]:
    yield "nothing there", mine.get("/nothing")
    yield "too much", mine.post("/check-in", note="x" * 3_000_000)
    for code in (400, 403, 409, 410, 413, 422, 429, 500, 503):
        with app.test_request_context("/", headers={"Accept-Language": mine.language}):
            yield str(code), render_template(f"errors/{code}.html", kept=[("note", "5")])
    app.config["WTF_CSRF_ENABLED"] = True
    yield "ended form", mine.post("/check-in", **FORM)
    app.config["WTF_CSRF_ENABLED"] = False

