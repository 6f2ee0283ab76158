"""Every route with every kind of person and foreign ids: nothing of another's, and never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import (
    ALARMING,
    CALM,
    PASSWORD,
    TREATED,
    World,
    add_colleague,
    build_world,
)
from tests.photos import skin
from tracker import create_app
from tracker.care import api_tokens, presets
from tracker.care.entries import log_entry
from tracker.care.photos import keep_photo
from tracker.fhir.naming import fhir_id
from tracker.pictures.encoding import encoded
from tracker.store.blobs import Blobs
from tracker.store.database import writing
from tracker.store.duty import Absence, RotaShift
from tracker.store.people import AUDITOR, MANAGER
from tracker.store.photos import PhotoRow, files_of
from tracker.store.scope import set_scope
from tracker.web.signing_in import FORMS_ALONE, SEARCHES

OPEN = {"static", "bootstrap.static", "health.healthz", "health.readyz",
        "metrics.metrics", "fhir.metadata", "public.start",
        "public.help_now", "public.language", "public.invitation", "public.accept",
        "public.outbox", "public.mail",
        "public.today", "public.open_today", "public.ask_to_stop", "public.stop",
        "public.passkey", "public.use_passkey", "public.sign_in_link", "public.ask_sign_in_link",
        "public.follow_sign_in_link", "public.use_sign_in_link", "api.openapi",
        "phone.service_worker", "phone.shell", "phone.state"}
WORK = {f"clinic.{name}" for name in (
    "take", "assign", "set_level", "resolve", "undo", "add_note", "write_message", "mark_read",
    "ask")}
API = ("/api/", "/fhir/")
OF_SOMEBODY = {f"fhir.{name}" for name in (
    "patient", "everything", "clinic", "one", "of_patient")}
OWN_PAGES = {"patient.check_in", "patient.history"}


@pytest.fixture
def app(config: Config, session: Session) -> Iterator[Flask]:
    made = create_app(config)
    made.config.update(WTF_CSRF_ENABLED=False, TESTING=False)
    yield made


@pytest.fixture
def worlds(session: Session, config: Config) -> tuple[World, World]:
    blobs = Blobs(config.photo_url)
    built = build_world(session, "harbour"), build_world(session, "hillside")
    for world in built:
        set_scope(session, world.patient.scope)
        log_entry(session, world.patient, world.recovery_id, ALARMING, day=0, now=TREATED)
        name = keep_photo(session, world.patient, blobs, world.recovery_id, encoded(skin()),
                          now=TREATED).name
        with writing(session):
            session.execute(update(PhotoRow).values(name=photo_of(world))
                            .where(PhotoRow.name == name))
            session.add(RotaShift(id=shift_of(world), clinic_id=world.clinic_id, weekday=0,
                                  person_id=world.staff.person_id, from_hour=8, until_hour=8))
            session.add(Absence(id=shift_of(world), clinic_id=world.clinic_id,
                                person_id=world.staff.person_id, since=TREATED,
                                until=datetime.now(UTC) + timedelta(days=9)))
        for file, known in zip(files_of(name), files_of(photo_of(world)), strict=True):
            blobs.put(known, blobs.get(file))
        presets.add(session, add_colleague(session, world, MANAGER),
                    presets.NewPreset(f"Face at {world.clinic_id}", "pen"), now=TREATED)
        add_colleague(session, world, AUDITOR)
    return built


def photo_of(world: World) -> str:
    """The name of the world's one photo."""
    return f"photo-of-{world.clinic_id}"


def shift_of(world: World) -> int:
    """The number of the world's one shift, and of its one absence."""
    return 1000 + world.clinic_id


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


def urls(app: Flask, world: World) -> Iterator[tuple[str, str, str]]:
    """Every of our own routes as (endpoint, method, address) with the world's ids in it."""
    values = {"recovery_id": world.recovery_id, "patient_id": world.patient_id, "alert_id": 1,
              "photo_id": photo_of(world), "sign_in_id": 0, "passkey_id": 0,
              "shift_id": shift_of(world), "absence_id": shift_of(world),
              "person_id": world.staff.person_id, "preset_id": world.clinic_id,
              "kind": "Procedure", "resource_id": world.recovery_id,
              "clinic_id": world.clinic_id, "item": "keloids", "day": 0,
              "token": "x" * 43, "mail_id": 1}
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint.partition(".")[0] in ("security", "static", "bootstrap",
                                                   "_bootstrap"):
                continue
            if rule.endpoint.endswith("static"):
                continue
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                chosen = {name: values[name] for name in rule.arguments}
                yield rule.endpoint, method, adapter.build(rule.endpoint, chosen, method)


def test_another_clinics_ids_are_answered_as_if_they_did_not_exist(
    app: Flask, worlds: tuple[World, World]
) -> None:
    mine, foreign = worlds
    client, asked = signed_in(app, mine.staff_email), 0
    for endpoint, method, url in urls(app, foreign):
        ids = (foreign.recovery_id, foreign.patient_id, photo_of(foreign),
               f"/{shift_of(foreign)}/")
        if any(known in url for known in ids) and not url.startswith(API):
            form = {"text": "x", "outcome": "herpes", "cleared": "yes", "reason": "x",
                    "message": "x", "ask": "photo", "level": "1", "person": "1", "version": "1"}
            answer = client.open(url, method=method, data=form if method == "POST" else None)
            # An incomplete form may be refused before anything is looked up.
            assert answer.status_code in (404, 422), (endpoint, method, answer.status_code)
            assert answer.status_code == 404 or endpoint not in WORK, endpoint
            assert "hillside" not in answer.text
            asked += 1
    assert asked >= 21


def test_another_clinics_staff_and_catalogue_are_answered_so_too(
    app: Flask, worlds: tuple[World, World]
) -> None:
    mine, foreign = worlds
    client, asked = signed_in(app, mine.staff_email.replace("doctor", MANAGER)), 0
    with app.test_request_context():
        named = {rule.endpoint for rule in app.url_map.iter_rules()
                 if {"person_id", "preset_id"} & rule.arguments}
    form = {"role": AUDITOR, "active": "no", "archived": "yes", "name": "x", "modality": "pen",
            "product": "none"}
    for endpoint, method, url in urls(app, foreign):
        if endpoint in named:
            answer = client.open(url, method=method, data=form if method == "POST" else None)
            assert answer.status_code == 404, (endpoint, method, answer.status_code)
            asked += 1
    assert asked >= 7


def test_another_patients_photos_are_answered_as_if_they_did_not_exist(
    app: Flask, worlds: tuple[World, World]
) -> None:
    mine, foreign = worlds
    client, asked = signed_in(app, mine.patient_email), 0
    form = {"treated": "4", "untreated": "6", "recovery": foreign.recovery_id}
    for endpoint, method, url in urls(app, foreign):
        if endpoint.startswith("patient.") and "photo" in url:
            address = f"{url}?recovery={foreign.recovery_id}"
            answer = client.open(address, method=method, data=form if method == "POST" else None)
            assert answer.status_code == 404, (endpoint, method, answer.status_code)
            asked += 1
    assert asked >= 7
    assert client.get(f"/photos/{photo_of(mine)}").status_code == 200
    assert client.get(f"/messages?recovery={foreign.recovery_id}").status_code == 404
    assert client.post("/messages", data={**form, "text": "x"}).status_code == 404


ROOMS = {"patient": {"patient", "phone"}, "staff": {"clinic"},
         MANAGER: {"clinic", "manage", "audit"}, AUDITOR: {"clinic", "manage", "audit"}}
"""Which rooms are whose."""


@pytest.mark.parametrize("who", ["nobody", "patient", "staff", MANAGER, AUDITOR])
def test_each_kind_of_person_reaches_only_their_own_pages(
    app: Flask, session: Session, worlds: tuple[World, World], who: str
) -> None:
    world = worlds[0]
    emails = {"patient": world.patient_email, "staff": world.staff_email,
              **{role: world.staff_email.replace("doctor", role) for role in (MANAGER, AUDITOR)}}
    client = signed_in(app, emails[who]) if who in emails else app.test_client()
    for endpoint, method, url in urls(app, world):
        answer = client.open(url, method=method)
        assert answer.status_code < 500, (endpoint, method)
        room = endpoint.partition(".")[0]
        if endpoint in OPEN:
            continue
        if url.startswith(API):
            assert answer.status_code == 401, (endpoint, method, who, "by a cookie")
        elif who == "nobody":
            assert answer.status_code in (302, 401, 400), (endpoint, method)
            assert method == "POST" or "/login" in answer.headers["Location"]
        elif room == "account":
            # Everybody's own; ending others' sign-ins has tests of its own.
            assert answer.status_code in (200, 303, 404, 422), (endpoint, method, who)
        elif room not in ROOMS[who]:
            assert answer.status_code == 404, (endpoint, method, who)
        elif who == AUDITOR and endpoint not in SEARCHES:
            refused = method != "GET" or endpoint in FORMS_ALONE
            assert (answer.status_code == 403) == refused, (endpoint, method)
            assert refused or not told_forms(answer.data) - HARMLESS, (endpoint, method)


@pytest.mark.parametrize("who", ["nobody", "patient", "doctor", MANAGER, AUDITOR])
def test_each_kind_of_token_reaches_only_what_is_its_persons(
    app: Flask, session: Session, worlds: tuple[World, World], who: str
) -> None:
    mine, foreign = worlds
    email = mine.patient_email if who == "patient" else mine.staff_email.replace("doctor", who)
    token = "trk_x" if who == "nobody" else api_tokens.add(session, email, "t",
                                                           now=datetime.now(UTC))
    client, asked = app.test_client(), 0
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    for world in worlds:
        for endpoint, method, url in urls(app, world):
            if not url.startswith(API) or endpoint in OPEN:
                continue
            url += f"?patient={fhir_id(world.patient_id)}" if endpoint == "fhir.of_patient" else ""
            answer = client.open(url, method=method, headers=headers, json={**CALM, "day": 1})
            expected = 201 if method == "POST" else 200
            if who == "nobody":
                expected = 401
            elif (who == AUDITOR and method == "POST") or (
                    who == "patient" and endpoint == "api.list_alerts"):
                expected = 403
            elif foreign.recovery_id in url or (world is foreign and endpoint in OF_SOMEBODY):
                expected = 404
            assert answer.status_code == expected, (endpoint, method, who, answer.text)
            assert "hillside" not in answer.text and foreign.recovery_id not in answer.text
            asked += 1
    assert asked >= 20


HARMLESS = {"/logout", "/triage", "/patients", "/audit"}


def told_forms(page: bytes) -> set[str]:
    """Where forms that are posted go; those that name no place, to the page itself."""
    return {(re.search('action="([^"]*)"', form) or ["", "itself"])[1]
            for form in re.findall('<form[^>]*method="post"[^>]*>', page.decode(errors="replace"))}


def test_an_auditor_is_kept_out_of_nothing_but_changing(
    app: Flask, worlds: tuple[World, World]
) -> None:
    client = signed_in(app, worlds[0].staff_email.replace("doctor", AUDITOR))
    for page in ("/triage", f"/patients/{worlds[0].patient_id}", "/clinic", "/clinic/staff",
                 f"/patients/{worlds[0].patient_id}/screening", "/clinic/treatments",
                 f"/recoveries/{worlds[0].recovery_id}", "/clinic/aftercare"):
        assert client.get(page).status_code == 200, page
    assert "Paula" in client.post("/patients", data={"q": "paula"}, follow_redirects=True).text
    assert client.post("/account/sign-ins/end-others").status_code == 303


BAD: list[dict[str, str]] = [
    {"redness": "eleven"}, {"redness": "11"}, {"redness": "9" * 5000}, {"note": "x" * 1_000_000},
    {"note": "a\0b"}, {"colour": "3"}, {"temperature_c": "nan"}, {"temperature_c": "99"},
    {"discharge": "perhaps"}, {"version": "7"}, {"version": "x"}, {"day": "400"},
]


@pytest.mark.parametrize("bad", BAD, ids=lambda b: str(b)[:30])
def test_bad_input_is_refused_and_what_was_typed_is_still_there(
    app: Flask, worlds: tuple[World, World], bad: dict[str, str]
) -> None:
    client = signed_in(app, worlds[0].patient_email)
    typed = {**{k: str(v) for k, v in CALM.items()}, "note": "kept words", "version": "1", **bad}
    answer = client.post("/check-in/0", data=typed)
    if bad.get("version") == "x":
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == 422
    if "note" not in bad:
        assert "kept words" in answer.text


def test_every_answer_carries_the_protective_headers(app: Flask, worlds: object) -> None:
    for url in ("/login", "/nothing", "/static/css/tracker.css", "/healthz"):
        headers = app.test_client().get(url).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert app.test_client().get("/login").headers["Cache-Control"] == "no-store"


def test_guessing_is_stopped(app: Flask, worlds: tuple[World, World]) -> None:
    client = app.test_client()
    form = {"email": worlds[0].staff_email, "password": "wrong wrong wrong"}
    codes = [client.post("/login", data=form).status_code for _ in range(12)]
    assert codes == [422] * 10 + [429] * 2
