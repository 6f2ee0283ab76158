"""`tracker doctor`: each fault of an installation is named, with the way to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography.fernet import Fernet
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, CALM, TREATED, build_world
from tests.cli.command import environment, tracker, tracker_alone
from tests.smtp import Recorder, url_of
from tracker.care import administration
from tracker.care.entries import log_entry
from tracker.care.sealing import seal
from tracker.store import heartbeat, migrations
from tracker.store.alerts import GIVEN_UP, QUEUED, SENT, Outbox
from tracker.store.database import writing
from tracker.store.people import Person
from tracker.store.scope import EVERYBODY, set_scope


@pytest.fixture
def well(session: Session, config: Config, server: Controller) -> dict[str, str]:
    """The environment of an installation where all is well."""
    world = build_world(session)
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, CALM, day=0, note="fine", now=TREATED)
    log_entry(session, world.patient, world.recovery_id, ALARMING, day=4,
              now=TREATED + timedelta(days=4))
    set_mails(session, state=SENT)
    seal(session, now=datetime.now(UTC))
    return environment(config, TRACKER_MAIL_URL=url_of(server))


def set_mails(session: Session, **values: object) -> None:
    """Bring all mails to a state, and let a worker have swept just now."""
    set_scope(session, EVERYBODY)
    with writing(session):
        session.execute(update(Outbox).values(created_at=datetime.now(UTC), **values))
        for name in (heartbeat.DELIVERY, heartbeat.TELLING):
            heartbeat.swept(session, datetime.now(UTC), name)


def examined(env: dict[str, str], *, alone: bool = False) -> tuple[int, dict[str, str]]:
    """Exit status, and what is said of each subject, `BAD ` in front where it is not well."""
    run = (tracker_alone if alone else tracker)("doctor", env=env)
    assert run.stderr == b"", run.stderr.decode()
    lines = run.stdout.decode().splitlines()
    found = [line for line in lines if not line.startswith("     ")]
    bad = sum(line.startswith("BAD") for line in found)
    assert sum(line.startswith("     mend: ") for line in lines) == bad == len(lines) - len(found)
    said = {}
    for line in found:
        mark, (subject, _, detail) = line[:5], line[5:].partition(": ")
        said[subject] = ("BAD " if mark == "BAD  " else "") + detail
    return run.returncode, said


def bad(env: dict[str, str]) -> dict[str, str]:
    """What is not well; the exit status must say so."""
    status, said = examined(env)
    assert status == 1
    return {subject: detail[4:] for subject, detail in said.items() if detail.startswith("BAD ")}


def test_a_well_installation_is_found_well(well: dict[str, str]) -> None:
    status, said = examined(well, alone=True)
    assert (status, [detail for detail in said.values() if detail.startswith("BAD ")]) == (0, [])
    assert set(said) == {"configuration", "database", "migrations", "queue", "worker", "mail",
                         "mail flow", "photo store", "data keys", "alerts", "waiting mails",
                         "given-up mails", "audit trail"}


@pytest.mark.parametrize(("name", "value"), [
    ("TRACKER_DATABASE_URL", "nonsense"), ("TRACKER_DATABASE_URL", "mysql://localhost/x"),
    ("TRACKER_DATA_KEYS", ","), ("TRACKER_MAIL_FROM", "nobody"), ("TRACKER_SECRET_KEY", ""),
])
def test_a_wrong_setting_is_named(well: dict[str, str], name: str, value: str) -> None:
    found = bad({**well, name: value})
    assert list(found) == ["configuration"] and name in found["configuration"]


def test_a_database_that_does_not_answer_is_told_once(well: dict[str, str]) -> None:
    found = bad({**well, "TRACKER_DATABASE_URL": "postgresql+psycopg://localhost:1/none"})
    assert list(found) == ["database", "queue"]


def test_an_outdated_database_is_named(well: dict[str, str], engine: Engine) -> None:
    migrations.downgrade(engine, "0001")
    assert "tracker db upgrade" in bad(well)["migrations"]


def test_a_wrong_data_key_is_found_by_what_it_cannot_read(well: dict[str, str]) -> None:
    found = bad({**well, "TRACKER_DATA_KEYS": Fernet.generate_key().decode()})
    assert list(found) == ["data keys", "audit trail"] and "entry.note" in found["data keys"]


def test_a_photo_store_that_cannot_be_written_is_named(
    well: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("no folder")
    found = bad({**well, "TRACKER_PHOTO_URL": f"file:{tmp_path / 'blocked'}"})
    assert list(found) == ["photo store"]


def test_no_mail_server_is_bad_outside_the_demo_alone(well: dict[str, str]) -> None:
    assert "TRACKER_MAIL_URL" in bad({**well, "TRACKER_MAIL_URL": "outbox:"})["mail"]
    assert examined({**well, "TRACKER_MAIL_URL": "outbox:", "TRACKER_DEMO": "1"})[0] == 0


def test_a_mail_server_that_does_not_answer_is_named(well: dict[str, str]) -> None:
    assert list(bad({**well, "TRACKER_MAIL_URL": "smtp://127.0.0.1:1"})) == ["mail"]


def test_a_mail_server_that_refuses_our_sender_is_named(
    well: dict[str, str], recorder: Recorder
) -> None:
    recorder.to_sender = "550 not from here"
    assert bad(well) == {
        "mail": "the server refuses TRACKER_MAIL_FROM: 550 not from here"}


def test_a_clinic_where_nobody_hears_an_alert_is_named(
    well: dict[str, str], session: Session
) -> None:
    empty = administration.add_clinic(session, "Empty", "1", "Europe/Berlin")
    left = administration.add_clinic(session, "Left", "1", "Europe/Berlin")
    person = administration.add_staff(session, left, "left@x.example", "L", "manager", "x")
    with writing(session):
        session.get_one(Person, person).active = False
    assert bad(well) == {"alerts": "nobody would be told of an alert in clinic 2, 3"}
    assert (empty, left) == (2, 3)


def test_a_worker_that_sleeps_or_never_swept_is_told(
    well: dict[str, str], session: Session
) -> None:
    with writing(session):
        session.execute(update(heartbeat.Heartbeat).values(
            swept_at=datetime.now(UTC) - timedelta(minutes=3)))
    assert bad(well) == {"worker": "last swept 3 min ago",
                         "mail flow": "mail does not flow; 0 waiting"}
    with writing(session):
        session.execute(update(heartbeat.Heartbeat).values(swept_at=None))
    assert bad(well)["worker"] == "no worker has ever swept"


def test_mails_that_wait_or_were_given_up_are_counted_without_names(
    well: dict[str, str], session: Session
) -> None:
    set_mails(session, state=QUEUED)
    assert examined(well)[0] == 0
    with writing(session):
        session.execute(update(Outbox).values(
            created_at=datetime.now(UTC) - timedelta(hours=2, minutes=1)))
    waiting = bad(well)
    assert list(waiting) == ["mail flow", "waiting mails"]
    assert waiting["waiting mails"].endswith(", the oldest for 2 h")
    set_mails(session, state=GIVEN_UP)
    given_up = bad(well)
    assert list(given_up) == ["given-up mails"]
    assert "example" not in str(waiting) + str(given_up)


def test_readiness_shows_the_worker_and_does_not_depend_on_it(
    session: Session, engine: Engine, config: Config
) -> None:
    from tracker import create_app

    client = create_app(replace(config)).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["worker"]) == (200, False)
    assert answer.json["worker"] == "no worker has ever swept"
    with writing(session):
        heartbeat.swept(session, datetime.now(UTC))
    answer = client.get("/readyz")
    assert answer.json["checks"] == {"database": True, "migrations": True, "queue": True,
                                     "worker": True, "mail flow": False}
    assert answer.json["mail"].startswith("nobody is told next")
    with writing(session):
        heartbeat.swept(session, datetime.now(UTC), heartbeat.TELLING)
    assert client.get("/readyz").json["mail"] == "mail flows"
