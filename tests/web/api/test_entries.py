"""Sending an entry: kept once, judged as from the pages, and nothing bad is a 500."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import ALARMING, CALM, World
from tests.web.api.conftest import System
from tracker.store.alerts import Alert, Audit, Outbox
from tracker.store.health import EntryRow, Patient
from tracker.store.scope import EVERYBODY, set_scope

Makes = Callable[..., System]


def count(session: Session, kind: type) -> int:
    set_scope(session, EVERYBODY)
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_an_entry_is_judged_told_and_mailed_as_from_the_pages(
    system: Makes, session: Session, world: World
) -> None:
    set_scope(session, EVERYBODY)
    session.get_one(Patient, world.patient_id).language = "de"
    session.commit()
    answer = system("patient").send(world.recovery_id, {**ALARMING, "day": 3, "note": " hot\r\n "})
    assert answer.status_code == 201
    told = answer.json
    assert told["entry"] | {"made_at": ""} == {
        **ALARMING, "day": 3, "submitted": 4, "version": 1, "note": "hot", "made_at": ""}
    assert told["assessment"]["level"] == "urgent"
    flag = told["assessment"]["flags"][0]
    assert flag.keys() == {"day", "kind", "level", "reasons"} and flag["kind"] == "infection"
    assert told["guidance"]["tone"] in ("urgent", "emergency")
    assert told["guidance"]["language"] == "de" and "Notruf" in told["guidance"]["action"]
    assert count(session, Alert) == 1
    assert session.scalars(select(Outbox.alert_id)).all() == [None, 1], "an invitation, an alert"
    assert session.scalars(select(Audit.action).order_by(Audit.id.desc())).first() == "entry logged"


def test_the_same_key_gets_the_first_answer_again_and_stores_nothing(
    system: Makes, session: Session, world: World
) -> None:
    own = system("patient")
    first = own.send(world.recovery_id, ALARMING, key="once")
    kept = [count(session, kind) for kind in (EntryRow, Alert, Outbox)]
    own.send(world.recovery_id, {**CALM, "version": 1})
    again = own.send(world.recovery_id, ALARMING, key='"once"')
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json["entry"], again.json["assessment"]) == (
        first.json["entry"], first.json["assessment"])
    assert [count(session, kind) for kind in (EntryRow, Alert, Outbox)] == [kept[0] + 1, *kept[1:]]
    other = own.send(world.recovery_id, {**ALARMING, "pain": 1}, key="once")
    assert other.status_code == 422 and "another entry" in other.json["detail"]


def test_a_day_is_replaced_only_by_who_names_its_version(system: Makes, world: World) -> None:
    own = system("patient")
    assert own.send(world.recovery_id, {**CALM, "version": 3}).status_code == 409
    assert own.send(world.recovery_id).status_code == 201
    for stale in ({}, {"version": 0}, {"version": 2}):
        refused = own.send(world.recovery_id, {**CALM, **stale})
        assert (refused.status_code, refused.json["version"]) == (409, 1)
    replaced = own.send(world.recovery_id, {**CALM, "redness": 3, "version": 1})
    assert (replaced.status_code, replaced.json["entry"]["version"]) == (201, 2)


def test_who_may_send(system: Makes, world: World, foreign: World) -> None:
    codes = {who: system(who).send(world.recovery_id, {**CALM, "day": day}).status_code
             for day, who in enumerate(("patient", "doctor", "manager", "auditor"))}
    assert codes == {"patient": 201, "doctor": 201, "manager": 201, "auditor": 403}
    for who in ("patient", "doctor"):
        other = system(who, foreign).send(world.recovery_id)
        missing = system(who, foreign).send("nothing-here")
        assert other.status_code == 404 and other.json == missing.json


FIELDS: list[tuple[dict[str, object], str]] = [
    ({"redness": "eleven"}, "redness"), ({"redness": 11}, "redness"), ({"redness": -1}, "redness"),
    ({"redness": True}, "redness"), ({"redness": 2.0}, "redness"), ({"redness": [2]}, "redness"),
    ({"redness": {"a": {"b": 1}}}, "redness"), ({"redness": None}, "redness"),
    ({"redness": 10**400}, "redness"), ({"pain": "3"}, "pain"), ({"pain": None}, "pain"),
    ({"discharge": 1}, "discharge"), ({"discharge": "yes"}, "discharge"),
    ({"temperature_c": True}, "temperature_c"), ({"temperature_c": 10**400}, "temperature_c"),
    ({"temperature_c": "38"}, "temperature_c"), ({"temperature_c": 99}, "temperature_c"),
    ({"colour": 3}, "colour"), ({"\0": 3}, "\0"), ({"\ud800": 3}, "\ud800"),
    ({"submitted": 4}, "submitted"), ({"day": 5}, "day"), ({"day": -1}, "day"),
    ({"day": True}, "day"), ({"day": "4"}, "day"), ({"day": 10**30}, "day"), ({"day": None}, "day"),
    ({"version": -1}, "version"), ({"version": 2**31}, "version"), ({"version": "1"}, "version"),
    ({"note": 7}, "note"), ({"note": "a\0b"}, "note"), ({"note": "\ud800"}, "note"),
    ({"note": "x" * 4001}, "note"), ({"note": ["x"]}, "note"),
]


def test_a_field_that_cannot_be_taken_is_named(
    system: Makes, session: Session, world: World
) -> None:
    own = system("patient")
    for bad, field in FIELDS:
        refused = own.send(world.recovery_id, {**CALM, **bad})
        assert refused.status_code == 422, (bad, refused.text[:200])
        assert list(refused.json["errors"]) == [field], bad
    missing = own.send(world.recovery_id, {})
    assert list(missing.json["errors"]) == ["redness", "swelling", "itching", "bleeding"]
    assert count(session, EntryRow) == 0


BODIES: list[tuple[bytes, int]] = [
    (b"", 400), (b"{", 400), (b"nothing", 400), (b'{"redness": NaN}', 400),
    (b'{"redness": Infinity}', 400), (b'{"redness": ' + b"9" * 5000 + b"}", 400),
    (b'{"redness": 1, "redness": 2}', 400), (b'{"note": "\xff"}', 400), (b"\xef\xbb\xbf{}", 400),
    (b'{"redness":' * 20_000, 400), (b"[" * 100_000, 400), (b"\0", 400), (b"\x1f\x8b\x08", 400),
    (b"[]", 422), (b"null", 422), (b"7", 422), (b'"text"', 422), (b'{"a": 1e999}', 422),
    (b'{"note": "' + b"x" * 300_000 + b'"}', 413),
]


def test_a_body_that_cannot_be_read_is_refused(
    system: Makes, session: Session, world: World
) -> None:
    own = system("patient")
    for body, code in BODIES:
        refused = own.send(world.recovery_id, data=body, content_type="application/json")
        assert refused.status_code == code, (body[:40], refused.text[:200])
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        refused = own.send(world.recovery_id, data=b"{}", content_type=kind)
        assert refused.status_code == 415, kind
    path = f"/recoveries/{world.recovery_id}/entries"
    for key in (None, "", "x" * 65, "a b", "é", '""'):
        headers = {} if key is None else {"Idempotency-Key": key}
        assert own.ask("POST", path, json=CALM, headers=headers).status_code == 400, key
    assert count(session, EntryRow) == 0
