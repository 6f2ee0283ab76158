"""What Prometheus is told: the numbers are right, tell of nobody, and are not for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlalchemy.orm import Session

from config import Config, ConfigError, from_environment
from tests.builders import ALARMING, PASSWORD, World, build_world, days_ago
from tests.conftest import SQLITE_ALONE
from tracker import create_app
from tracker.care import api_tokens
from tracker.mail.deliver import deliver_due
from tracker.mail.transport import AppOutbox
from tracker.store.heartbeat import DELIVERY, Heartbeat

SECRET = "0123456789abcdef" * 2
Figures = dict[tuple[str, ...], float]


def application(config: Config) -> Flask:
    made = create_app(config)
    made.config.update(WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def world(session: Session) -> Iterator[World]:
    yield build_world(session, treated_at=days_ago(4))


def scraped(app: Flask) -> tuple[str, Figures]:
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    told = {(s.name, *(s.labels[label] for label in sorted(s.labels))): s.value
            for family in text_string_to_metric_families(answer.text) for s in family.samples}
    return answer.text, told


def test_real_requests_are_counted_and_nobody_can_be_told_from_it(
    config: Config, session: Session, world: World
) -> None:
    app = application(config)
    _, before = scraped(app)
    assert before[("tracker_database_up",)] == 1
    assert ("tracker_worker_sweep_age_seconds",) not in before
    token = api_tokens.add(session, world.staff_email, "t", now=datetime.now(UTC))
    client, stranger = app.test_client(), app.test_client()
    client.post("/login", data={"email": world.patient_email, "password": PASSWORD})
    for password in ("wrong", "wrong too"):
        stranger.post("/login", data={"email": world.staff_email, "password": password})
    form = {name: "yes" if value is True else str(value) for name, value in ALARMING.items()}
    assert client.post("/check-in/4", data={**form, "version": "0"}).status_code == 303
    for shown in ("trk_made-up", token):
        stranger.get("/fhir/R4/Patient/nobody", headers={"Authorization": f"Bearer {shown}"})
    stranger.get("/fhir/R4/Patient/nobody")
    assert stranger.get(f"/recoveries/{world.recovery_id}").status_code == 302
    stranger.open(f"/nowhere/{world.patient_id}", method="PAULA")
    ago = datetime.now(UTC) - timedelta(seconds=90)
    session.execute(update(Heartbeat).where(Heartbeat.name == DELIVERY).values(swept_at=ago))
    session.commit()
    text, after = scraped(app)

    def more(*series: str) -> float:
        return after.get(series, 0) - before.get(series, 0)

    assert more("tracker_entries_logged_total") == 1
    assert more("tracker_failed_sign_ins_total", "password") == 2
    assert more("tracker_failed_sign_ins_total", "token") == 1
    seconds = "tracker_request_seconds"
    assert more(f"{seconds}_count", "POST", "/check-in/<int:day>", "303") == 1
    assert more(f"{seconds}_bucket", "+Inf", "POST", "/check-in/<int:day>", "303") == 1
    assert more(f"{seconds}_sum", "POST", "/check-in/<int:day>", "303") > 0
    assert more(f"{seconds}_count", "GET", "/recoveries/<id:recovery_id>", "302") == 1
    assert more(f"{seconds}_count", "other", "none", "404") == 1
    assert more("tracker_alerts_last_hour", "urgent") == 1
    assert more("tracker_mails_last_hour", "queued") == more("tracker_mails_waiting") == 1
    # The invitation of days ago waits too.
    assert 90 <= after[("tracker_worker_sweep_age_seconds",)] < 1000
    assert after[("tracker_mail_oldest_waiting_seconds",)] > 3 * 24 * 3600
    assert after[("tracker_queue_length",)] >= 0
    for word in (world.recovery_id, world.patient_id, "harbour", "paula", "@", "Dr Test",
                 "infection", "nowhere"):
        assert word.lower() not in text.lower(), word
    deliver_due(session, AppOutbox(), config, clock=lambda: datetime.now(UTC))
    _, after = scraped(app)
    assert more("tracker_mails_last_hour", "sent") == 1
    assert after[("tracker_mails_waiting",)] == after[("tracker_mails_last_hour", "queued")] == 0
    assert ("tracker_mail_oldest_waiting_seconds",) not in after


@SQLITE_ALONE
def test_it_is_answered_to_the_machine_itself_or_for_the_secret(config: Config) -> None:
    public = replace(config, base_url="https://tracker.example", metrics_token=SECRET)
    behind = replace(public, trusted_proxy="192.0.2.7")
    bearer = {"Authorization": f"Bearer {SECRET}"}
    far = {"REMOTE_ADDR": "203.0.113.9"}
    cases: list[tuple[Config, dict[str, str], dict[str, str], int]] = [
        (config, {}, {}, 200),
        (config, {}, far, 404),
        (config, {}, {"REMOTE_ADDR": "nobody"}, 404),
        (config, bearer, far, 404),
        (config, {"X-Forwarded-For": "203.0.113.9"}, {}, 404),
        (config, {"X-Forwarded-For": "127.0.0.1"}, {}, 404),
        (config, {"Forwarded": "for=203.0.113.9"}, {}, 404),
        # An unknown proxy on the machine, of which no header is left, looks like the machine.
        (public, {}, {}, 404),
        (public, bearer, far, 200),
        (public, {**bearer, "X-Forwarded-For": "203.0.113.9"}, {}, 200),
        (public, {"Authorization": f"Bearer {SECRET[:-1]}"}, far, 404),
        (public, {"Authorization": f"Bearer {SECRET}é"}, far, 404),
        (public, {"Authorization": f"Basic {SECRET}"}, far, 404),
        (public, {"Authorization": "Bearer"}, far, 404),
        (behind, {}, {}, 200),
    ]
    for settings, headers, connection, status in cases:
        client = application(settings).test_client()
        host = settings.base_url.partition("://")[2]
        answer = client.get("/metrics", headers={"Host": host, **headers},
                            environ_overrides=connection)
        assert answer.status_code == status, (settings.base_url, headers, connection)
        assert ("tracker_" in answer.text) == (status == 200)


@SQLITE_ALONE
def test_a_database_that_does_not_answer_is_told(config: Config) -> None:
    app = application(config)
    gone = config.database_url.removeprefix("sqlite:///")
    with open(gone, "wb") as file:
        file.write(b"no database any more" * 100)
    _, told = scraped(app)
    assert told[("tracker_database_up",)] == 0
    assert ("tracker_mails_waiting",) not in told


@pytest.mark.parametrize("secret", ["short", "with space " * 4, "ü" * 32])
def test_a_secret_that_could_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_METRICS_TOKEN"):
        from_environment({"TRACKER_SECRET_KEY": "x" * 32, "TRACKER_METRICS_TOKEN": secret,
                          "TRACKER_DATA_KEYS": "bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdHMtMzI="})
