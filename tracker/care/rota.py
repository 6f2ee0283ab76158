"""Who is on call: seen by everybody of the clinic, edited by its manager, handed over by whoever
has the turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.duty.rota import LOOKED_AHEAD
from tracker.duty.team import Colleague, Team
from tracker.recovery.reminding import due_on, local_date
from tracker.store import duty_queries, outbox, trail
from tracker.store.database import writing
from tracker.store.duty import Absence, RotaShift
from tracker.store.people import AUDITOR, MANAGER

LONGEST_ABSENCE = timedelta(days=366)
KEPT = timedelta(days=90)
"""Absences are kept for so long after they ended."""


@dataclass(frozen=True)
class RotaPage:
    """The rota as the clinic sees it. `change` is when others are on call next, and who."""

    team: Team
    now: Sequence[Colleague]
    change: tuple[datetime, Sequence[str]] | None
    shifts: Sequence[Row[RotaShift, str]]
    absences: Sequence[Absence]
    may_edit: bool
    by_rota: bool
    own_turn: bool


def read_rota(session: Session, viewer: Viewer, *, now: datetime) -> RotaPage:
    """Who is on call now and next, the week, and who is away."""
    team = duty_queries.team(session, viewer.clinic_id, now)
    known = {one.number for one in team.people}
    on_duty = [number for number in team.rota.on_duty(now) if number in known]
    change = next(team.rota.changes(now), None)
    return RotaPage(
        team, team.to_tell(now),
        change and (change[0], [team.name(number) for number in change[1] if number in known]),
        duty_queries.shifts(session), duty_queries.absences(session, now),
        may_edit(team, viewer), bool(on_duty), viewer.person_id in on_duty,
    )


def may_edit(team: Team, viewer: Viewer) -> bool:
    """Whether this person arranges who is on call: a manager; where there is none, whoever works
    there."""
    if viewer.is_patient or viewer.roles == {AUDITOR}:
        return False
    return MANAGER in viewer.roles or not team.managers


def editors_team(session: Session, viewer: Viewer, now: datetime) -> Team:
    """The clinic's people for whoever may edit. Raises NotFound for others."""
    team = duty_queries.team(session, viewer.clinic_id, now)
    if not may_edit(team, viewer):
        raise NotFound("not theirs to edit")
    return team


def add_shifts(
    session: Session, viewer: Viewer, person: int, weekdays: Sequence[int], begins: int,
    until: int, *, now: datetime,
) -> None:
    """Give somebody the same hours on some weekdays. Raises NotFound or Refused."""
    with writing(session):
        team = editors_team(session, viewer, now)
        errors = {"holder": _nobody(team, person)}
        if not weekdays or not set(weekdays) <= set(range(7)):
            errors["weekdays"] = "Please choose at least one day."
        if not (0 <= begins < 24 and 0 <= until < 24):
            errors["begins"] = "Please choose full hours."
        taken = {(s.weekday, s.from_hour) for s, _ in duty_queries.shifts(session)
                 if s.person_id == person}
        if any((day, begins) in taken for day in weekdays):
            errors["begins"] = "They have a shift that begins then already."
        _refuse(errors)
        for day in sorted(set(weekdays)):
            session.add(RotaShift(clinic_id=viewer.clinic_id, person_id=person, weekday=day,
                                  from_hour=begins, until_hour=until))
        trail.did(session, viewer, "shift added", now, detail=f"person {person}")


def remove_shift(session: Session, viewer: Viewer, number: int, *, now: datetime) -> None:
    """Take a shift out of the week. Raises NotFound."""
    with writing(session):
        editors_team(session, viewer, now)
        row = duty_queries.shift(session, number)
        if row is None:
            raise NotFound(number)
        session.delete(row)
        trail.did(session, viewer, "shift removed", now, detail=f"person {row.person_id}")


def add_absence(
    session: Session, viewer: Viewer, person: int, first: date, last: date,
    stand_in: int | None, *, now: datetime,
) -> None:
    """Somebody is away for whole days of the clinic's. Raises NotFound or Refused."""
    with writing(session):
        team = editors_team(session, viewer, now)
        today = local_date(now, team.rota.zone)
        errors = {"away": _nobody(team, person)}
        if last < first:
            errors["last"] = "The last day is before the first."
        elif last < today:
            errors["last"] = "This is over already."
        elif last - min(first, today) > LONGEST_ABSENCE or first - today > LONGEST_ABSENCE:
            errors["last"] = "Please give at most a year."
        if stand_in is not None:
            errors["stand_in"] = ("Somebody else has to stand in." if stand_in == person
                                  else _nobody(team, stand_in))
        _refuse(errors)
        since = due_on(first, 0, team.rota.zone)
        until = due_on(last + timedelta(days=1), 0, team.rota.zone)
        if any(one.person == person and one.since < until and since < one.until
               for one in team.rota.absences):
            _refuse({"first": "They are away on some of these days already."})
        duty_queries.forget_old(session, viewer.clinic_id, now - KEPT)
        _absent(session, viewer, person, since, until, stand_in)
        trail.did(session, viewer, "absence added", now, detail=f"person {person}")


def remove_absence(session: Session, viewer: Viewer, number: int, *, now: datetime) -> None:
    """Somebody is back, or never went. Raises NotFound."""
    with writing(session):
        editors_team(session, viewer, now)
        row = duty_queries.absence(session, number)
        if row is None:
            raise NotFound(number)
        session.delete(row)
        trail.did(session, viewer, "absence removed", now, detail=f"person {row.person_id}")


def hand_over(
    session: Session, viewer: Viewer, taker: int, *, now: datetime
) -> tuple[datetime, tuple[str, ...]]:
    """Whoever has the turn gives the rest of it to a colleague, who is told by mail.

    Returns until when, and the mail to wake the sender for. Raises Refused.
    """
    with writing(session):
        team = duty_queries.team(session, viewer.clinic_id, now)
        if viewer.person_id not in team.rota.on_duty(now):
            raise Refused({"taker": "You are not on call now."})
        _refuse({"taker": "Please choose somebody else." if taker == viewer.person_id
                 else _nobody(team, taker)})
        if not team.rota.present(taker, now):
            _refuse({"taker": "They are away now."})
        until = next((at for at, then in team.rota.changes(now) if viewer.person_id not in then),
                     now + LOOKED_AHEAD)
        _absent(session, viewer, viewer.person_id, now, until, taker)
        trail.did(session, viewer, "handed over", now, detail=f"to person {taker}")
        to = next(one for one in team.people if one.number == taker)
        return until, (_tell(session, viewer, to, team, until, now),)


def _tell(
    session: Session, viewer: Viewer, to: Colleague, team: Team, until: datetime, now: datetime
) -> str:
    ends = f"{until.astimezone(ZoneInfo(team.rota.zone)):%a %d %b %H:%M}"
    return outbox.queue_mail(
        session, clinic_id=viewer.clinic_id, recipient=to.email, recipient_name=to.name,
        template="hand_over", now=now,
        context={"path": "/on-call", "giver": viewer.name, "ends": ends,
                 "clinic": team.clinic})


def _absent(
    session: Session, viewer: Viewer, person: int, since: datetime, until: datetime,
    stand_in: int | None,
) -> None:
    session.add(Absence(clinic_id=viewer.clinic_id, person_id=person, since=since, until=until,
                        stand_in_id=stand_in))


def _nobody(team: Team, person: int) -> str:
    return "" if team.name(person) else "Please choose somebody who works here."


def _refuse(errors: dict[str, str]) -> None:
    """Raises Refused where anything is wrong."""
    if wrong := {field: words for field, words in errors.items() if words}:
        raise Refused(wrong)
