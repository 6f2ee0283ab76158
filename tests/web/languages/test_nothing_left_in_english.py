"""Every page that a patient can come to, in a made-up language whose every text is in brackets:
what stands outside brackets was written into the page and can be told in no other language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import World, days_ago
from tests.translations.pseudo import CLOSE, LTR, OPEN, add_language
from tracker.care import messages, reset
from tracker.mail.message import compose
from tracker.store.alerts import Outbox
from tracker.store.database import writing
from tracker.store.health import Patient
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope
from tracker.translations import languages

Pages = Callable[[str], Iterator[tuple[str, str]]]
SPOKEN = {"aria-label", "alt", "title", "placeholder", "content"}
MACHINE = {"#ffffff", "#1a2220", "csrf_token", "width=device-width, initial-scale=1", "light dark"}
UNITS = ("°C", "PDF", "CSV", "FHIR")
SENT = ("unheard_of",)
"""What a form sent is named as it was sent."""


class Visible(HTMLParser):
    """The texts of a page that somebody sees or hears; dates have their own tests."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.words = ""
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in ("meta", "link", "input", "path", "br", "rect", "circle"):
            self._inside.append(tag)
        self.texts += [told[name] or "" for name in SPOKEN if name in told]
        if tag == "input" and told.get("type") in ("submit", "button"):
            self.texts.append(told.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"time", "textarea", "script", "style"} & set(self._inside):
            self.words += f"{data}\n"


def outside(text: str, known: tuple[str, ...]) -> str:
    """What of a text is in no brackets and no data of the record."""
    for name in known:
        text = text.replace(name, " ")
    while OPEN in text:
        shorter = re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
        if shorter == text:
            break
        text = shorter
    return text


def hard_coded(page: str, known: tuple[str, ...]) -> list[str]:
    seen = Visible()
    seen.feed(page)
    texts = [text for text in seen.texts if text.strip() not in MACHINE]
    # Brackets may hold several elements, as around a link.
    left = "\n".join(outside(text, known) for text in (*texts, seen.words)).split("\n")
    return [text.strip() for text in left if re.search(r"[^\W\d_]", text)]


def test_the_check_finds_what_is_hard_coded() -> None:
    page = (f'<p aria-label="Menu">{OPEN}a {OPEN}b{CLOSE}{CLOSE} 7 <b>Hello</b></p>'
            '<time>20 Nov</time>')
    assert hard_coded(page, ()) == ["Menu", "Hello"]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One database will do: pages are the same on both."""
    path = tmp_path / "tracker.db"
    path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
    return f"sqlite:///{path}"


def test_no_page_of_a_patient_has_a_text_that_cannot_be_told_in_another_language(
    every_page: Pages, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_language(monkeypatch, tmp_path / "catalogues", LTR)
    known = ("Clinic harbour", "Paula harbour", "Paula Test", "Dr Test", world.patient_email,
             f"{LTR}@new.example", *languages().values(), *UNITS, *SENT)
    seen = 0
    for where, page in every_page(LTR):
        assert f'<html lang="{LTR}" dir="ltr">' in page, where
        assert hard_coded(page, known) == [], where
        seen += 1
    assert seen > 45


def test_no_mail_to_a_patient_has_one(
    session: Session, world: World, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_language(monkeypatch, tmp_path / "catalogues", LTR)
    set_scope(session, EVERYBODY)
    with writing(session):
        session.execute(update(Patient).values(language=LTR))
        first = session.scalars(select(Outbox)).one()
        first.context = {**first.context, "language": LTR}
    patient = session.get_one(Person, world.patient.person_id)
    reset.queue_reset(session, patient, "http://x/reset/y", now=days_ago(0))
    reset.password_chosen(session, patient, now=days_ago(0))
    set_scope(session, world.staff.scope)
    messages.write(session, world.staff, world.recovery_id, "7", now=days_ago(0))
    messages.ask(session, world.staff, world.recovery_id, "photo", now=days_ago(0))
    set_scope(session, EVERYBODY)
    mails = session.scalars(select(Outbox)).all()
    assert {mail.template for mail in mails} == {
        "invitation", "reset", "password_changed", "clinic_wrote", "clinic_asks"}
    for mail in mails:
        message = compose(mail, config)
        link = config.base_url + str(mail.context.get("path", ""))
        known = ("Clinic harbour", "Paula harbour", link)
        for text in (message["Subject"], message.get_content()):
            assert not re.search(r"[^\W\d_]", outside(text, known)), mail.template


def test_every_page_is_in_its_language(every_page: Pages, world: World) -> None:
    # One stands for all: of the others the catalogues are looked through.
    for where, page in every_page("de"):
        assert '<html lang="de" dir="ltr">' in page, where
        assert not re.search(r"%\(\w+\)s", page), where
