"""Digests and mails to the next people over real SMTP, with a server that fails in every way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from aiosmtpd.controller import Controller
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from tests.builders import ALARMING, CALM, HASH, TREATED, World, build_world
from tests.smtp import Recorder, url_of
from tracker.care import administration
from tracker.care.alert_rules import set_rules
from tracker.care.alerts import acknowledge
from tracker.care.entries import log_entry
from tracker.care.telling import tell_due
from tracker.care.viewer import Viewer
from tracker.duty.rules import Rules
from tracker.mail.deliver import deliver_due
from tracker.mail.transport import Smtp
from tracker.recovery.assessment import KINDS
from tracker.recovery.symptoms import SCALES, SIGNS
from tracker.store.alerts import Alert, Outbox
from tracker.store.scope import EVERYBODY, set_scope

NOW = TREATED + timedelta(days=4)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CONCERN = {**CALM, "blisters": True}
NOWHERE = Smtp("smtp://127.0.0.1:1")


def log(session: Session, world: World, answers: dict[str, object], now: datetime) -> None:
    set_scope(session, world.patient.scope)
    log_entry(session, world.patient, world.recovery_id, answers, day=None, now=now)


def states(session: Session, template: str) -> list[tuple[str, str, bool]]:
    """Recipient, state, and whether it is one that a digest carries."""
    set_scope(session, EVERYBODY)
    session.expire_all()
    rows = session.scalars(select(Outbox).where(Outbox.template == template)
                           .order_by(Outbox.id))
    return [(row.recipient.split("@")[0], row.state, row.carrier is not None) for row in rows]


def test_a_digest_that_is_put_off_cut_and_refused_goes_on_as_single_alerts(
    session: Session, config: Config, recorder: Recorder, server: Controller
) -> None:
    world = build_world(session)
    number = administration.add_staff(session, world.clinic_id, "boss@h.example", "B", "manager",
                                      HASH)
    boss = Viewer(number, "B", world.clinic_id, frozenset({"manager"}))
    set_scope(session, boss.scope)
    set_rules(session, boss, Rules(digest=True, digest_hour=11), version=0, now=NOW)
    log(session, world, CONCERN, NOW)
    concerns = len([a for a in session.scalars(select(Alert)) if a.level == 2])
    at = NOW + 30 * MINUTE
    tell_due(session, now=at)

    def deliver(transport: Smtp, now: datetime) -> int:
        return deliver_due(session, transport, config, clock=lambda: now)

    real, carried = Smtp(url_of(server)), [("doctor", "carried", True)] * concerns
    # The invitation is out of the way, then the digest meets it all.
    session.execute(update(Outbox).where(Outbox.template == "invitation").values(state="sent"))
    session.commit()
    recorder.answers = ["451 try later", "cut"]
    for transport, minutes in ((real, 0), (real, 1), (NOWHERE, 3), (NOWHERE, 8)):
        deliver(transport, at + minutes * MINUTE)
        assert states(session, "digest") == [("doctor", "queued", False), *carried]
    waited = session.scalars(select(Outbox).where(Outbox.carrier.is_not(None))).first()
    assert waited is not None and waited.tries == 4 and waited.answer
    recorder.answers = ["550 no such mailbox"]
    deliver(real, at + 18 * MINUTE)
    assert {state for _, state, _ in states(session, "digest")} == {"given_up"}
    assert [told[0] for told in states(session, "alert") if told[1] == "queued"] == [
        "boss"] * concerns
    deliver(real, at + 18 * MINUTE)
    assert states(session, "alert") == [("boss", "sent", False)] * concerns
    assert recorder.mails[-1]["To"] == "B <boss@h.example>"


def test_a_digest_arrives_with_a_number_and_no_word_about_health_and_ten_minutes_down_lose_nothing(
    session: Session, config: Config, recorder: Recorder, server: Controller
) -> None:
    world = build_world(session)
    set_scope(session, world.staff.scope)
    set_rules(session, world.staff, Rules(digest=True, digest_hour=11), version=0, now=NOW)
    log(session, world, CONCERN, NOW)
    at = NOW + 30 * MINUTE
    tell_due(session, now=at)
    deliver: Callable[[Smtp, datetime], int] = lambda transport, now: deliver_due(  # noqa: E731
        session, transport, config, clock=lambda: now)
    for minute in range(10):
        assert deliver(NOWHERE, at + minute * MINUTE) == 0
    assert deliver(Smtp(url_of(server)), at + 30 * MINUTE) >= 1
    assert {state for _, state, _ in states(session, "digest")} == {"sent"}
    mail = next(m for m in recorder.mails if "needs a look" in m["Subject"])
    text = str(mail).lower()
    assert "1 recovery at clinic harbour" in text and f"{config.base_url}/triage" in text
    words = [*SCALES, *SIGNS, *KINDS, *(s.label for s in SCALES.values()), "paula"]
    assert [word for word in words if word.lower() in text] == []


def test_a_mail_to_the_next_that_waited_is_not_sent_once_somebody_took_the_alert(
    session: Session, config: Config, recorder: Recorder, server: Controller
) -> None:
    world = build_world(session)
    administration.add_staff(session, world.clinic_id, "boss@h.example", "B", "manager", HASH)
    log(session, world, ALARMING, NOW)
    later = NOW + HOUR
    assert tell_due(session, now=later)[1]
    set_scope(session, world.staff.scope)
    acknowledge(session, world.staff, world.recovery_id, now=later)
    set_scope(session, EVERYBODY)
    deliver_due(session, Smtp(url_of(server)), config, clock=lambda: later)
    assert {told[:2] for told in states(session, "escalation")} == {("boss", "dropped")}
    assert "boss" not in str([mail["To"] for mail in recorder.mails])
