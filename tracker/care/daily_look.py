"""The daily look at what only time shows: silence, and skin that was not calm when it began.

1. Once a day, at the hour of the clinic's digest, its list rows are looked over; only where one
   says that something changed is its recovery held and looked at.
2. A silence that says something is noted in the list row. Whoever is on call gets one mail about it
   where a concern or more is open: a call may be due.
3. Redness or bumps that were not calm at the last answer are raised to be watched, on the day on
   which they should have been.

Each recovery is one transaction that notes what it did, so a look that is killed, or that two
workers do at once, does nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.care.judging import fresh_alerts, list_values, raise_alerts, settled_days
from tracker.care.telling import Plan
from tracker.duty.team import Team
from tracker.recovery.assessment import Level
from tracker.recovery.days import date_of_day, day_number
from tracker.recovery.reminding import LAST_DAY, due_on, next_due
from tracker.recovery.silence import lingering, lingers_on, silence
from tracker.recovery.timeline import load_timeline
from tracker.store import (
    alarms,
    duty_queries,
    entries,
    outbox,
    recoveries,
    silence_queries,
    statuses,
    trail,
)
from tracker.store.alerts import Alert
from tracker.store.database import writing
from tracker.store.given import Given
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.silence_queries import Heard

LOOKED_BACK = timedelta(days=LAST_DAY + 1)


def look_around(session: Session, *, now: datetime) -> list[str]:
    """Look at each clinic whose hour has come; returns the mails."""
    set_scope(session, EVERYBODY)
    for clinic_id in duty_queries.clinics_without_rules(session):
        _first_rules(session, clinic_id)
    mails: list[str] = []
    for clinic_id in duty_queries.clinics_to_look_at(session, now):
        mails += _clinic(session, clinic_id, now)
    session.commit()
    return mails


def _first_rules(session: Session, clinic_id: int) -> None:
    try:
        with writing(session):
            session.add(duty_queries.usual_rules(clinic_id))
    except IntegrityError:
        # Another worker or the clinic's manager was faster.
        session.rollback()


def _clinic(session: Session, clinic_id: int, now: datetime) -> list[str]:
    """One clinic's look; a clinic that is new, or sleeps now, is looked at when its hour comes."""
    team = duty_queries.team(session, clinic_id, now)
    zone = team.rota.zone
    row = duty_queries.rules_row(session, clinic_id)
    mails: list[str] = []
    if row is not None and row.look_at is not None:
        if team.rules.quiet_end(Level.CONCERN, now, zone):
            return []
        for heard in silence_queries.heard_in(session, clinic_id, now - LOOKED_BACK):
            if _changed(heard, now):
                with writing(session):
                    mails += _recovery(session, team, heard.recovery_id, now)
    with writing(session):
        held = duty_queries.rules_row(session, clinic_id, held=True)
        if held is not None:
            held.look_at = next_due(held.digest_hour, zone, now)
    return mails


def _changed(heard: Heard, now: datetime) -> bool:
    """Whether a list row says that there may be something to note or to raise."""
    return _silent_from(heard, now) != heard.silent_since or _may_linger(heard, now)


def _silent_from(heard: Heard, now: datetime) -> datetime | None:
    """The start of the first day of somebody's silence; None where it says nothing."""
    if not silence(heard.last_day, _today(heard, now), heard.level):
        return None
    first = 0 if heard.last_day is None else heard.last_day + 1
    return due_on(date_of_day(heard.treated_at, first, heard.zone), 0, heard.zone)


def _today(heard: Heard, now: datetime) -> int:
    return day_number(heard.treated_at, now, heard.zone)


def _may_linger(heard: Heard, now: datetime) -> bool:
    day = lingers_on(heard.last_day)
    return heard.level == Level.NONE and day is not None and day <= _today(heard, now) <= LAST_DAY


def _recovery(session: Session, team: Team, recovery_id: str, now: datetime) -> list[str]:
    """Note and raise what is due about one recovery, held; in the caller's transaction."""
    row = recoveries.held(session, recovery_id)
    if row is None:
        return []
    heard = silence_queries.heard_of(session, recovery_id)
    mails: list[str] = []
    since = _silent_from(heard, now)
    if since != heard.silent_since:
        statuses.write_silence(session, row, since)
        if since is not None:
            _record(session, row, "silence noted", now)
            if heard.silent_since is None and heard.level >= Level.CONCERN:
                mails = _mail(session, team, row, now)
    if _may_linger(heard, now):
        _raise_lingering(session, team, row, _today(heard, now), now)
    return mails


def _mail(session: Session, team: Team, row: Given, now: datetime) -> list[str]:
    words = {"path": f"/recoveries/{row.id}", "clinic": team.clinic}
    return [outbox.queue_mail(session, clinic_id=row.clinic_id, recipient=one.email,
                              recipient_name=one.name, template="silence", context=words, now=now,
                              recovery_id=row.id)
            for one in team.to_tell(now)]


def _raise_lingering(
    session: Session, team: Team, row: Given, today: int, now: datetime
) -> None:
    recovery = entries.as_recovery(row, entries.current_entries(session, row.id))
    timeline, known = load_timeline(row.modality), alarms.alerts_of(session, row.id)
    settled = settled_days(row, known)
    flags = [flag for flag in lingering(recovery, timeline, today)
             if settled.get(flag.kind, -1) < flag.day]
    fresh: Sequence[Alert] = fresh_alerts(row, flags, known, now)
    if not fresh:
        return
    statuses.write_status(session, row, list_values(session, [*known, *fresh], recovery, timeline),
                          stepped=True)
    raise_alerts(session, fresh, Plan(team, ()), now)
    _record(session, row, "alert raised by time", now)


def _record(session: Session, row: Given, action: str, now: datetime) -> None:
    trail.record(session, clinic_id=row.clinic_id, person_id=None, now=now, action=action,
                 patient_id=row.patient_id, recovery_id=row.id)
