"""The patient's side of the messages: read, and answered once the clinic has written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.messages import LENGTH, message
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.sentence import say
from tracker.store import (
    alarms,
    duty_queries,
    messages,
    outbox,
    recoveries,
    statuses,
    trail,
)
from tracker.store.database import writing
from tracker.store.given import Given
from tracker.store.messages import Message
from tracker.store.people import Clinic

MOST_IN_A_ROW = 10
"""So many messages a patient may send before the clinic has answered."""


@dataclass(frozen=True)
class Thread:
    """What a patient and their clinic wrote to each other about one recovery."""

    row: Given
    messages: Sequence[Message]
    clinic: Clinic

    @property
    def begun(self) -> bool:
        """Whether there is something to answer."""
        return any(one.from_clinic for one in self.messages)


def read_thread(
    session: Session, viewer: Viewer, recovery_id: str | None = None, *, now: datetime
) -> Thread | None:
    """The signed-in patient's messages, of the newest recovery where none is named; read by that.

    None before the first treatment. Raises NotFound for a recovery that is not theirs.
    """
    found = statuses.own_treatments(session, viewer.patient_id or "")
    row, waiting = next(((row, waiting) for row, waiting in found
                         if recovery_id in (None, "", row.id)), (None, None))
    if row is None or waiting is None:
        if recovery_id:
            raise NotFound(recovery_id)
        return None
    if waiting.unread_since is not None:
        with writing(session):
            statuses.write_status(session, row, {"patient_unread_since": None})
    trail.looked(session, viewer, "messages seen", now, patient_id=row.patient_id,
                 recovery_id=row.id)
    return Thread(row, messages.messages_of(session, row.id),
                  alarms.clinic(session, row.clinic_id))


def answer(
    session: Session, viewer: Viewer, recovery_id: str, text: str, *, key: str | None = None,
    now: datetime,
) -> tuple[str, ...]:
    """Answer the clinic; who has the recovery is told by mail that there is something to read.

    `key` names the form that brought it. Returns the mails to wake the sender for. Raises NotFound,
    or Refused with a reason for the field "text".
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LENGTH or "\0" in text:
        raise Refused({"text": say("Please write between 1 and %(most)s letters.", most=LENGTH)})
    with writing(session):
        row = recoveries.held(session, recovery_id) if recovery_id else None
        if row is None or row.patient_id != viewer.patient_id:
            raise NotFound(recovery_id)
        if key and messages.sent_before(session, row.id, key):
            return ()
        _may_answer(messages.messages_of(session, row.id))
        session.add(message(row, viewer, now, from_clinic=False, text=text, key=key))
        known = statuses.standing(session, row.id)
        statuses.write_unread(session, row, known.unread_since or now)
        statuses.write_status(session, row, {"patient_unread_since": None})
        trail.did(session, viewer, "message sent", now, patient_id=row.patient_id,
                  recovery_id=row.id)
        # One mail until somebody has read: more would say nothing new.
        return () if known.unread_since else _tell_clinic(session, row, known.assigned_to, now)


def _may_answer(sent: Sequence[Message]) -> None:
    last = next((n for n, one in enumerate(reversed(sent)) if one.from_clinic), None)
    if last is None:
        raise Refused({"text": say("You can write here once your clinic has written to you.")})
    if last >= MOST_IN_A_ROW:
        raise Refused({"text": say("Please wait for your clinic to answer, or call.")})


def _tell_clinic(
    session: Session, row: Given, holder: int | None, now: datetime
) -> tuple[str, ...]:
    """Queue a mail to whoever has the recovery, else to whom an alert would go."""
    team = duty_queries.team(session, row.clinic_id, now)
    having = [one for one in team.people if one.number == holder]
    return tuple(
        outbox.queue_mail(session, clinic_id=row.clinic_id, recipient=one.email,
                          recipient_name=one.name, template="patient_wrote", recovery_id=row.id,
                          now=now, context={"path": f"/recoveries/{row.id}",
                                            "clinic": team.clinic})
        for one in having or team.to_tell(now))
