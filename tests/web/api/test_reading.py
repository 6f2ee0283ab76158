"""Reading by token: what each may see, page by page, and the rows that it leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.builders import ALARMING, CALM, PASSWORD, World, add_patient, days_ago, treat
from tests.web.api.conftest import System
from tracker.care.alerts import resolve
from tracker.store.alerts import Alert, Audit
from tracker.store.scope import EVERYBODY, set_scope

Makes = Callable[..., System]


def last_steps(session: Session, number: int) -> list[tuple[str, str | None]]:
    set_scope(session, EVERYBODY)
    rows = session.execute(select(Audit.action, Audit.recovery_id).order_by(Audit.id.desc())
                           .limit(number))
    return [tuple(row) for row in rows]


def test_a_recovery_is_read_as_assess_reads_it(
    system: Makes, session: Session, world: World, foreign: World
) -> None:
    own, staff = system("patient"), system("doctor")
    sent = own.send(world.recovery_id, ALARMING).json
    path = f"/recoveries/{world.recovery_id}"
    seen = staff.ask("GET", path).json
    assert last_steps(session, 1) == [("recovery seen", world.recovery_id)]
    assert seen["entries"] == [sent["entry"]] and seen["flags"] == sent["assessment"]["flags"]
    assert (seen["patient_name"], seen["level"], seen["day"]) == ("Paula harbour", "urgent", 4)
    theirs = own.ask("GET", path).json
    assert last_steps(session, 1) == [("own recovery seen", world.recovery_id)]
    assert theirs.keys() == seen.keys() - {"patient_name", "level"}
    assert system("auditor").ask("GET", path).status_code == 200
    for who in ("patient", "doctor"):
        other = system(who, foreign)
        refused, missing = other.ask("GET", path), other.ask("GET", "/recoveries/nothing")
        assert refused.status_code == 404 and refused.json == missing.json


@pytest.fixture
def many(session: Session, world: World) -> list[str]:
    """Five further patients' recoveries."""
    set_scope(session, world.staff.scope)
    return [treat(session, world.staff, add_patient(
        session, world.staff, f"p{n}@harbour.example", days_ago(9), name=f"P {n}"), days_ago(8))
        for n in range(5)]


def pages(asker: System, path: str, of: str) -> list[list[str]]:
    found, after = [], ""
    while True:
        page = asker.ask("GET", f"{path}?limit=2{after}").json
        found.append([one["id"] for one in page[of]])
        if page["next"] is None:
            return found
        after = f"&cursor={page['next']}"


def test_recoveries_are_listed_page_by_page_worst_first(
    system: Makes, session: Session, world: World, foreign: World, many: list[str]
) -> None:
    own, staff = system("patient"), system("doctor")
    own.send(world.recovery_id, ALARMING)
    found = pages(staff, "/recoveries", "recoveries")
    assert [len(page) for page in found] == [2, 2, 2]
    ids = [one for page in found for one in page]
    assert ids[0] == world.recovery_id and sorted(ids) == sorted([world.recovery_id, *many])
    assert last_steps(session, 1) == [("list seen", None)]
    first, = own.ask("GET", "/recoveries").json["recoveries"]
    assert first.keys() == {"id", "treatment", "treated_at", "day", "last_day"}
    assert last_steps(session, 1) == [("own list seen", None)]
    assert system("doctor", foreign).ask("GET", "/recoveries").json["recoveries"][0]["id"] == (
        foreign.recovery_id)


def test_open_alerts_are_listed_newest_first_and_not_for_patients(
    system: Makes, session: Session, world: World, foreign: World, many: list[str]
) -> None:
    own, staff = system("patient"), system("doctor")
    for recovery_id in many[:3]:
        staff.send(recovery_id, ALARMING)
    system("patient", foreign).send(foreign.recovery_id, ALARMING)
    found = [number for page in pages(staff, "/alerts", "alerts") for number in page]
    assert last_steps(session, 1) == [("alerts listed", None)]
    set_scope(session, world.staff.scope)
    alerts = session.scalars(select(Alert).order_by(Alert.raised_at.desc(), Alert.id.desc())).all()
    assert found == [alert.id for alert in alerts] and len(found) >= 3
    for alert in alerts:
        resolve(session, world.staff, alert.recovery_id, alert.id, "herpes", now=alert.raised_at)
    assert staff.ask("GET", "/alerts").json == {"alerts": [], "next": None}
    assert own.ask("GET", "/alerts").status_code == 403


def test_what_cannot_be_asked_is_told(app: Flask, system: Makes, world: World) -> None:
    staff = system("doctor")
    cursor = staff.ask("GET", "/recoveries?limit=1").json["next"] or "x"
    for query in ("limit=0", "limit=101", "limit=x", "limit=", "limit=9999999999", "cursor=x",
                  "cursor=%00", f"cursor={cursor}y", "cursor=é", "curser=x"):
        refused = staff.ask("GET", f"/recoveries?{query}")
        assert refused.status_code == 422, query
        assert list(refused.json["errors"]) == [query.partition("=")[0]]
    for path, code in (("/nothing", 404), ("/recoveries/" + "x" * 99, 404),
                       ("/recoveries/a%00b", 404), ("/recoveries/", 404)):
        assert staff.ask("GET", path).status_code == code, path
    wrong = staff.ask("DELETE", "/alerts")
    assert wrong.status_code == 405 and "GET" in wrong.headers["Allow"]
    elsewhere = app.test_client().get("/api/v1/alerts", base_url="http://evil.example")
    assert elsewhere.status_code == 400
    staff.fits("GET", "/alerts", elsewhere)


def test_a_failure_of_ours_is_a_problem_that_tells_nothing(
    app: Flask, system: Makes, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = system("doctor")

    def fail(what: Exception) -> TestResponse:
        def failing(*_: object, **__: object) -> None:
            raise what

        monkeypatch.setattr("tracker.care.exchange.listed", failing)
        return staff.ask("GET", "/recoveries")

    for what, code in ((ZeroDivisionError("inside"), 500),
                       (OperationalError("inside", None, Exception("inside")), 503),
                       (IntegrityError("inside", None, Exception("inside")), 409)):
        broken = fail(what)
        assert broken.status_code == code and "inside" not in broken.text
        assert ("Retry-After" in broken.headers) == (code == 503)


def test_a_cookie_opens_nothing_here(app: Flask, system: Makes, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/login", data={"email": world.staff_email, "password": PASSWORD}
                       ).status_code == 302
    for method, path in (("GET", "/recoveries"), ("GET", "/alerts"),
                         ("GET", f"/recoveries/{world.recovery_id}"),
                         ("POST", f"/recoveries/{world.recovery_id}/entries")):
        refused = client.open(f"/api/v1{path}", method=method, json=CALM)
        assert refused.status_code == 401 and refused.headers["WWW-Authenticate"]
        assert refused.content_type == "application/problem+json"
