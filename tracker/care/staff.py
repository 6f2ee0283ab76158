"""Who works at a clinic: inviting, roles, and leaving. Only managers come here."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.care import accounts
from tracker.care.administration import who
from tracker.care.patients import queue_invitation
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.store import clinics, people_queries, trail
from tracker.store.clinics import Member
from tracker.store.database import writing
from tracker.store.people import AUDITOR, CLINICIAN, MANAGER, STAFF, Person

ROLE_NAMES = {CLINICIAN: "Clinician", MANAGER: "Manager", AUDITOR: "Auditor"}
ROLE_MEANINGS = {
    CLINICIAN: "Sees and treats patients, takes and resolves alerts.",
    MANAGER: "The same, and sets up the clinic: staff, catalogue, profile, import, erasing.",
    AUDITOR: "Reads everything of the clinic and can change nothing.",
}
LAST_MANAGER = "Nobody else here could manage the clinic. Make somebody else a manager first, " \
               "who has set up their sign-in."
TEMPLATE = "staff_invitation"


def listed(session: Session, viewer: Viewer, *, now: datetime) -> Sequence[Member]:
    """Everybody who works or worked at the viewer's clinic. Leaves an audit row."""
    trail.looked(session, viewer, "staff listed", now)
    return clinics.staff(session, viewer.clinic_id, now)


def member(session: Session, viewer: Viewer, person_id: int, *, now: datetime) -> Member:
    """One of them; leaves an audit row. Raises NotFound."""
    found = clinics.member(session, viewer.clinic_id, person_id, now)
    if found is None:
        raise NotFound(person_id)
    trail.looked(session, viewer, "staff seen", now, detail=found.email)
    return found


def invite(
    session: Session, viewer: Viewer, name: str, email: str, role: str, *, now: datetime
) -> tuple[str, ...]:
    """Add somebody and mail them a link to set up sign-in; returns the mails to wake the sender
    for. Raises Refused with every fault."""
    errors = {} if role in STAFF else {"role": "Please choose a role."}
    try:
        name, address = who(name, email)
    except Refused as refused:
        raise Refused(refused.errors | errors) from refused
    if errors:
        raise Refused(errors)
    with _unique_address(), writing(session):
        known = people_queries.person_by_email(session, address)
        if known is not None:
            raise Refused({"email": _taken(known, viewer)})
        person = Person(clinic_id=viewer.clinic_id, email=address, name=name, active=True,
                        staff=True, fs_uniquifier=secrets.token_hex(32),
                        roles=[people_queries.role(session, role)])
        session.add(person)
        session.flush()
        session.refresh(person)
        trail.did(session, viewer, "staff invited", now, detail=f"{address} as {role}")
        return (queue_invitation(session, person, TEMPLATE, now=now),)


@contextmanager
def _unique_address() -> Iterator[None]:
    """The database decides who was first; the other one is told beside the field."""
    try:
        yield
    except IntegrityError as error:
        raise Refused({"email": "This address already belongs to an account."}) from error


def _taken(known: Person, viewer: Viewer) -> str:
    """Why an address cannot be invited; of other clinics' people no more than that."""
    if known.clinic_id == viewer.clinic_id and _staff_role(known):
        return "This person is in your list already."
    return "This address already belongs to another account."


def invite_again(
    session: Session, viewer: Viewer, person_id: int, *, now: datetime
) -> tuple[str, ...]:
    """Mail another link; earlier ones end. Raises NotFound, or Refused for whoever signs in
    already or may not."""
    with writing(session):
        person = _held(session, viewer, person_id)
        if people_queries.signs_in(session, person_id):
            raise Refused({"": "This person has already set up sign-in."})
        if not person.active:
            raise Refused({"": "Let this person in again first."})
        people_queries.void_invitations(session, person_id, now)
        trail.did(session, viewer, "staff invited", now, detail=person.email)
        return (queue_invitation(session, person, TEMPLATE, now=now),)


def change_role(
    session: Session, viewer: Viewer, person_id: int, role: str, *, now: datetime
) -> None:
    """Give somebody another role; it counts from their next request on.

    An auditor can take no alert, and so is not on call. Raises NotFound, or Refused where nobody
    could manage the clinic any more.
    """
    if role not in STAFF:
        raise Refused({"role": "Please choose a role."})
    with writing(session):
        person = _held(session, viewer, person_id)
        before = _staff_role(person)
        if role == before:
            return
        if before == MANAGER:
            _another_manager(session, viewer, person_id, "role")
        person.roles = [*(one for one in person.roles if one.name not in STAFF),
                        people_queries.role(session, role)]
        person.on_call = person.on_call and role != AUDITOR
        trail.did(session, viewer, "staff role changed", now,
                  detail=f"{person.email}: {before} to {role}")


def set_active(
    session: Session, viewer: Viewer, person_id: int, active: bool, *, now: datetime
) -> None:
    """Shut somebody out, ending all that opens their account at once, or let them in again.

    Raises NotFound, or Refused where nobody could manage the clinic any more.
    """
    with writing(session):
        person = _held(session, viewer, person_id)
        if person.active == active:
            return
        if not active:
            if _staff_role(person) == MANAGER:
                _another_manager(session, viewer, person_id, "")
            accounts.end_everything(session, person, now=now)
        person.active = active
        action = "staff let in again" if active else "staff shut out"
        trail.did(session, viewer, action, now, detail=person.email)


def _held(session: Session, viewer: Viewer, person_id: int) -> Person:
    """Somebody of the viewer's clinic, to be changed by one manager at a time: so two cannot take
    each other's role at once. Raises NotFound."""
    clinics.held(session, viewer.clinic_id)
    person = session.get(Person, person_id, populate_existing=True)
    if person is None or person.clinic_id != viewer.clinic_id or not _staff_role(person):
        raise NotFound(person_id)
    me = session.get(Person, viewer.person_id, populate_existing=True)
    if me is None or not me.active or _staff_role(me) != MANAGER:
        raise NotFound(person_id)
    return person


def _staff_role(person: Person) -> str:
    return next((str(one.name) for one in person.roles if one.name in STAFF), "")


def _another_manager(session: Session, viewer: Viewer, person_id: int, field: str) -> None:
    if not clinics.other_managers(session, viewer.clinic_id, person_id):
        raise Refused({field: LAST_MANAGER})
