"""The list of open sign-ins: one's own alone, and what is ended opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import World, build_world
from tests.web.sign_in.conftest import Browser, Rows
from tracker.store.alerts import Audit
from tracker.store.people import SignIn
from tracker.store.scope import EVERYBODY, set_scope
from tracker.web.devices import device_name

New = Callable[[], Browser]
ANDROID = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"


@pytest.mark.parametrize(("told", "name"), [
    (ANDROID, "Firefox on Android"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
     "Gecko) Version/19.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/142.0.0.0 Safari/537.36", "Chrome on Mac"),
    ("curl/8.0", "Unknown device"), ("", "Unknown device"), ("<b>Linux", "Linux"),
])
def test_a_device_has_a_coarse_name(told: str, name: str) -> None:
    assert device_name(told) == name


def numbers(session: Session, person_id: int) -> list[int]:
    found = session.scalars(
        select(SignIn.id).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.id)).all()
    session.rollback()
    return list(found)


@pytest.mark.parametrize("who", ["staff", "patient"])
def test_a_device_is_ended_from_another(
    browser: New, world: World, session: Session, rows: Rows, who: str
) -> None:
    email = world.staff_email if who == "staff" else world.patient_email
    person = world.staff if who == "staff" else world.patient
    phone, desk = browser(), browser()
    phone.client.environ_base["HTTP_USER_AGENT"] = ANDROID
    phone.sign_in(email)
    desk.sign_in(email)
    page = desk.open("/account").text
    assert "2 devices signed in" in page and "Firefox on Android" in page
    assert page.count("This device") == 1
    first, own = numbers(session, person.person_id)
    assert f"/account/sign-ins/{own}/end" not in page
    assert desk.send(f"/account/sign-ins/{first}/end", page="/account").status_code == 303
    assert not phone.signed_in and desk.signed_in
    assert rows.trail[-1] == "sign-in ended"
    assert desk.send(f"/account/sign-ins/{first}/end", page="/account").status_code == 404


def test_nobody_ends_anothers(browser: New, world: World, session: Session) -> None:
    other = build_world(session, "hillside")
    victim = browser()
    victim.sign_in(world.patient_email)
    number = numbers(session, world.patient.person_id)[0]
    for email in (world.staff_email, other.patient_email, other.staff_email):
        device = browser()
        device.sign_in(email)
        assert device.send(f"/account/sign-ins/{number}/end", page="/account").status_code == 404
        assert device.send("/account/sign-ins/end-others", page="/account").status_code == 303
        assert world.patient_email not in device.open("/account").text
    assert victim.signed_in


def test_ending_all_others_keeps_this_one_and_voids_mailed_links(
    browser: New, world: World, rows: Rows
) -> None:
    devices = [browser() for _ in range(4)]
    for device in devices:
        device.sign_in(world.staff_email)
    browser().send("/sign-in-link", email=world.staff_email)
    link = str(rows.mails[-1].context["path"])
    here = devices[2]
    assert here.send("/account/sign-ins/end-others", page="/account").status_code == 303
    assert [device.signed_in for device in devices] == [False, False, True, False]
    assert browser().open(link).status_code == 410
    assert rows.trail[-1] == "other sign-ins ended" and rows.open_sign_ins == 1


def test_what_is_past_its_limit_is_not_listed(browser: New, world: World) -> None:
    browser().sign_in(world.staff_email)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=45), tick=False):
        device = browser()
        device.sign_in(world.staff_email)
        assert "1 device signed in" in device.open("/account").text


def test_staff_change_their_own_name_and_the_trail_keeps_the_old_one(
    browser: New, world: World, session: Session, rows: Rows
) -> None:
    desk, phone = browser(), browser()
    desk.sign_in(world.staff_email)
    for bad in ("", "  ", "x" * 121, "a\0b"):
        refused = desk.send("/account/name", page="/account", name=bad)
        assert refused.status_code == 422 and "Please give a name" in refused.text
    assert 'value="' + "x" * 121 in desk.send("/account/name", page="/account",
                                              name="x" * 121).text
    assert desk.send("/account/name", page="/account", name=" Dr  Ada <New>").status_code == 303
    assert "Dr Ada &lt;New&gt;" in desk.open("/triage").text
    desk.send("/account/name", page="/account", name="Dr Ada <New>")
    assert rows.trail.count("own name changed") == 1
    set_scope(session, EVERYBODY)
    told = session.scalars(select(Audit.detail).where(Audit.action == "own name changed")).one()
    assert told.endswith(" to Dr Ada <New>") and not told.startswith(" to")
    phone.sign_in(world.patient_email)
    assert "/account/name" not in phone.open("/account").text
    assert phone.send("/account/name", page="/account", name="Else").status_code == 404
    assert rows.trail.count("own name changed") == 1
