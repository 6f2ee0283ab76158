"""What a clinic writes to its patient, and asks for; what they answer is in `own_messages`.

The clinic begins, the patient answers: what worries somebody belongs into the check-in, which is
judged at once. A mail says that there is something to read, and nothing of it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.desk import Desk, working
from tracker.care.entries import FOLLOWED_DAYS
from tracker.care.viewer import Refused, Viewer
from tracker.recovery.days import day_number
from tracker.store import alarms, outbox, people_queries, recoveries, statuses
from tracker.store.given import Given
from tracker.store.messages import ENTRY, PHOTO, Message

LENGTH = 2000
_ASKED = {ENTRY: "entry_asked_at", PHOTO: "photo_asked_at"}


def write(
    session: Session, viewer: Viewer, recovery_id: str, text: str,
    *, seen: int | None = None, now: datetime,
) -> tuple[str, ...]:
    """Write to the patient; what they wrote counts as read by that.

    Returns the mail to wake the sender for. Raises NotFound, Stale, or Refused.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LENGTH or "\0" in text:
        raise Refused({"message": f"Please write between 1 and {LENGTH} characters."})
    with working(session, viewer, recovery_id, seen, {"do": "write", "text": text}, now) as desk:
        if desk is None:
            return ()
        mail = _tell_patient(desk, "clinic_wrote", "message")
        session.add(message(desk.row, viewer, now, from_clinic=True, text=text))
        statuses.write_unread(session, desk.row, None)
        desk.step("message sent", {"patient_unread_since":
                                   desk.standing.patient_unread_since or now})
        return (mail,)


def ask(
    session: Session, viewer: Viewer, recovery_id: str, what: str,
    *, seen: int | None = None, now: datetime,
) -> tuple[str, ...]:
    """Ask the patient for a check-in or a photo; the next one that comes fulfils it.

    Returns the mail to wake the sender for. Raises NotFound, Stale, or Refused.
    """
    if what not in _ASKED:
        raise Refused({"ask": "Please choose what to ask for."})
    with working(session, viewer, recovery_id, seen, {"do": "ask", "what": what}, now) as desk:
        if desk is None:
            return ()
        if getattr(desk.standing, _ASKED[what]) is not None:
            raise Refused({"ask": "It is asked for already."})
        if not 0 <= day_number(desk.row.treated_at, now, desk.row.zone) <= FOLLOWED_DAYS:
            raise Refused({"ask": "Check-ins of this treatment are over."})
        mail = _tell_patient(desk, "clinic_asks", "ask")
        session.add(message(desk.row, viewer, now, from_clinic=True, asks=what))
        desk.step(f"{'check-in' if what == ENTRY else what} asked for", {_ASKED[what]: now})
        return (mail,)


def mark_read(
    session: Session, viewer: Viewer, recovery_id: str, *, seen: int | None = None, now: datetime
) -> None:
    """Note that the patient's messages are read and need no answer. Raises NotFound and Stale."""
    with working(session, viewer, recovery_id, seen, {"do": "read"}, now) as desk:
        if desk is not None and desk.standing.unread_since is not None:
            statuses.write_unread(session, desk.row, None)
            desk.step("messages read", {})


def _tell_patient(desk: Desk, template: str, field: str) -> str:
    """Queue the mail. Raises Refused where the patient could not sign in to read it."""
    patient = recoveries.patient(desk.session, desk.row.patient_id)
    if patient is None or patient.person_id is None or not people_queries.signs_in(
            desk.session, patient.person_id):
        raise Refused({field: "They have not set up their sign-in yet. Please call."})
    return outbox.queue_mail(
        desk.session, clinic_id=desk.row.clinic_id, recipient=patient.email,
        recipient_name=patient.name, template=template, recovery_id=desk.row.id, now=desk.now,
        context={"clinic": alarms.clinic(desk.session, desk.row.clinic_id).name,
                 "language": patient.language,
                 "path": "/messages" if template == "clinic_wrote" else "/check-in"})


def message(
    row: Given, viewer: Viewer, now: datetime, *, from_clinic: bool,
    text: str | None = None, asks: str = "", key: str | None = None,
) -> Message:
    """A message, not yet stored."""
    return Message(clinic_id=row.clinic_id, patient_id=row.patient_id, recovery_id=row.id,
                   from_clinic=from_clinic, asks=asks, text=text, made_at=now,
                   made_by=viewer.person_id, sent_key=key)
