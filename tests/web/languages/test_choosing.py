"""Which language somebody reads: the record's, else the device's choice, else the browser's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import PASSWORD, World, add_patient, days_ago
from tests.web.languages.conftest import FORM, Phone
from tracker.care import patients, reset
from tracker.mail.message import compose
from tracker.store.alerts import Audit, Outbox
from tracker.store.database import writing
from tracker.store.health import Patient
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope
from tracker.web import languages, times

Phones = Callable[..., Phone]


@pytest.mark.parametrize(("asked", "words", "lang"), [
    ("de-AT,de;q=0.9,en;q=0.5", "Passwort vergessen?", "de"),
    ("pt-BR", "Esqueceu a sua senha?", "pt"), ("ja,fr;q=0.4", "Mot de passe oublié", "fr"),
    ("es", "¿Olvidó su contraseña?", "es"), ("ja", "Forgot your password?", "en"),
    ("", "Forgot your password?", "en"), ("*;q=x,;;", "Forgot your password?", "en"),
])
def test_before_sign_in_the_browser_is_asked(
    phone: Phones, asked: str, words: str, lang: str
) -> None:
    page = phone(asked).get("/login")
    assert words in page and f'<html lang="{lang}" dir="ltr">' in page


def test_a_choice_without_javascript_holds_on_this_device_and_leads_back(phone: Phones) -> None:
    visitor = phone("de")
    assert 'name="language" value="fr" lang="fr">Français</button>' in visitor.get("/login")
    answer = visitor.client.post("/language", data={"language": "fr", "page": "/help?"})
    assert answer.status_code == 303 and answer.location == "/help"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert '<html lang="fr"' in visitor.get("/login")


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/nothing", ""])
def test_it_leads_to_no_strangers_page(phone: Phones, page: str) -> None:
    answer = phone("de").client.post("/language", data={"language": "fr", "page": page})
    assert answer.location == "/"


@pytest.mark.parametrize("language", ["", "xx", "../de", "en\0"])
def test_a_language_that_is_not_offered_is_not_found(
    phone: Phones, world: World, language: str
) -> None:
    assert phone("de").client.post("/language", data={"language": language}).status_code == 404
    mine = phone("de", world.patient_email)
    assert mine.client.post("/language", data={"language": language}).status_code == 404
    visitor = phone("de")
    visitor.client.set_cookie("language", language)
    assert '<html lang="de"' in visitor.get("/login")


def test_a_patient_reads_the_language_of_their_record_and_can_change_it(
    phone: Phones, world: World, session: Session
) -> None:
    mine = phone("es", world.patient_email)
    assert "¿Cómo está hoy su piel?" in mine.get("/check-in")
    mine.language = "de"
    assert "¿Cómo está hoy su piel?" in mine.get("/check-in"), "the browser is not asked"
    assert "Wie geht es Ihrer Haut heute?" in mine.post("/language", language="de",
                                                        page="/check-in")
    session.rollback()
    session.expire_all()
    set_scope(session, EVERYBODY)
    assert session.get_one(Patient, world.patient_id).language == "de"
    actions = [(one.action, one.person_id) for one in session.scalars(select(Audit))]
    assert ("language chosen", world.patient.person_id) in actions


def test_on_a_device_that_others_use_the_record_wins(phone: Phones, world: World) -> None:
    mine = phone("es", world.patient_email)
    mine.client.set_cookie("language", "fr")
    assert "¿Cómo está hoy su piel?" in mine.get("/check-in")


def test_staff_read_english_and_choose_a_patients_language_from_those_on_offer(
    phone: Phones, world: World
) -> None:
    staff = phone("de")
    staff.client.post("/login", data={"email": world.staff_email, "password": PASSWORD})
    page = staff.get("/patients/new")
    assert '<html lang="en"' in page and 'class="languages"' not in page
    assert '<option selected value="en">English</option>' in page
    assert '<option value="pt">Português</option>' in page
    staff.client.post("/language", data={"language": "fr"})
    assert '<html lang="en"' in staff.get("/patients/new")


def invited(session: Session, world: World, language: str) -> Outbox:
    set_scope(session, world.staff.scope)
    patient_id = add_patient(session, world.staff, "new@new.example", days_ago(1),
                             name="Ana <i>Test")
    with writing(session):
        session.get_one(Patient, patient_id).language = language
    patients.invite_patient(session, world.staff, patient_id, now=days_ago(0))
    return newest_mail(session)


def newest_mail(session: Session) -> Outbox:
    set_scope(session, EVERYBODY)
    mail = session.scalars(select(Outbox).order_by(Outbox.id.desc())).first()
    assert mail is not None
    return mail


def test_an_invitation_is_written_and_opened_in_the_patients_language(
    phone: Phones, session: Session, world: World, config: Config
) -> None:
    mail = invited(session, world, "fr")
    message = compose(mail, config)
    assert message["Subject"] == "Votre suivi quotidien pour Clinic harbour"
    assert "Bonjour Ana <i>Test," in message.get_content()
    path = str(mail.context["path"])
    assert path in message.get_content()
    page = phone("de").get(path)
    assert "Bienvenue, Ana &lt;i&gt;Test" in page and '<html lang="fr"' in page
    visitor = phone("de")
    visitor.post("/language", language="es", page="/login")
    assert '<html lang="es"' in visitor.get(path), "whoever chose a language meant it"


def test_mails_about_the_password_are_in_the_patients_language_and_staffs_in_english(
    session: Session, world: World, config: Config
) -> None:
    set_scope(session, EVERYBODY)
    with writing(session):
        session.get_one(Patient, world.patient_id).language = "de"
    for number, subject, words in (
        (world.patient.person_id, "Neues Passwort wählen", "Guten Tag Paula harbour,"),
        (world.staff.person_id, "Choose a new password", "Hello Dr Test,"),
    ):
        set_scope(session, EVERYBODY)
        person = session.get_one(Person, number)
        reset.queue_reset(session, person, "http://x/reset/y", now=days_ago(0))
        message = compose(newest_mail(session), config)
        assert (message["Subject"], message.get_content().split("\n")[0]) == (subject, words)
        set_scope(session, EVERYBODY)
        reset.password_chosen(session, session.get_one(Person, number), now=days_ago(0))
    told = [compose(m, config)["Subject"] for m in session.scalars(select(Outbox))]
    assert {"Ihr Passwort wurde geändert", "Your password was changed"} <= set(told)


def test_a_mail_queued_before_languages_were_known_is_english(
    session: Session, world: World, config: Config
) -> None:
    mail = invited(session, world, "fr")
    mail.context = {k: v for k, v in mail.context.items() if k != "language"}
    assert compose(mail, config)["Subject"] == "Your check-ins for Clinic harbour"
    session.rollback()


@pytest.mark.parametrize(("language", "weekday", "short", "degrees"), [
    ("en", "Fri 20 Nov", "20 Nov", "38.5"), ("de", "Fr., 20. Nov.", "20. Nov.", "38,5"),
    ("es", "vie, 20 nov", "20 nov", "38,5"), ("fr", "ven. 20 nov.", "20 nov.", "38,5"),
    ("pt", "sex., 20 de nov.", "20 de nov.", "38,5"),
])
def test_dates_and_numbers_are_written_as_the_language_does(
    app: Flask, language: str, weekday: str, short: str, degrees: str
) -> None:
    day = date(2026, 11, 20)
    with app.test_request_context("/", headers={"Accept-Language": language}):
        assert (times.weekday_date(day), times.short_date(day)) == (weekday, short)
        assert languages.number(38.5) == degrees and languages.number(2.0) == "2"


def test_what_was_typed_in_a_language_comes_back_as_it_was_typed(
    phone: Phones, world: World
) -> None:
    mine = phone("de", world.patient_email)
    saved = mine.post("/check-in", **FORM, asked="temperature_c", temperature_c="38,5")
    assert "Sie haben 38,5 °C." in saved
    assert 'value="38,5"' in mine.get("/check-in")


def test_an_error_is_told_in_the_language(phone: Phones, world: World) -> None:
    mine = phone("de", world.patient_email)
    assert "Bitte wählen Sie eine Zahl von 0 bis 10." in mine.post("/check-in", note="x")
    assert "Diese Seite gibt es nicht" in mine.get("/nothing")
    told = phone("fr").post("/login", email="nobody@x.example", password="wrong wrong wrong")
    assert "Cette adresse et ce mot de passe ne vont pas ensemble." in told
