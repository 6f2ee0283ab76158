"""Working an alert: take it, give it to a colleague, set its level, resolve it, take that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.desk import Desk, restore, working
from tracker.care.viewer import Refused, Viewer
from tracker.recovery.assessment import Level
from tracker.recovery.outcomes import OTHER, OUTCOMES
from tracker.store import duty_queries, outbox, work
from tracker.store.alerts import Alert, Note

NOTE_LENGTH = 4000
WORDS_LENGTH = 2000
UNDO = timedelta(seconds=60)
"""A step can be taken back for so long."""


def acknowledge(
    session: Session, viewer: Viewer, recovery_id: str, *, seen: int | None = None, now: datetime
) -> None:
    """Take all that is open of a recovery: from now on this clinician has it.

    Taking it twice changes nothing. Raises NotFound and Stale.
    """
    with working(session, viewer, recovery_id, seen, {"do": "take"}, now) as desk:
        if desk is None:
            return
        fresh = [alert for alert in desk.open if alert.acknowledged_at is None]
        for alert in fresh:
            _take(alert, desk)
        if fresh:
            desk.touched("alert acknowledged", fresh)


def _take(alert: Alert, desk: Desk) -> None:
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = desk.now, desk.viewer.person_id
        alert.assigned_to = desk.viewer.person_id


def assign(
    session: Session, viewer: Viewer, recovery_id: str, person_id: int | None,
    *, seen: int | None = None, now: datetime,
) -> tuple[str, ...]:
    """Give all that is open to a colleague of the clinic, who is told by mail.

    It is not taken by that: whoever gets it takes it themselves, save who gives it to themselves.
    Returns the mails to wake the sender for. Raises NotFound, Stale, or Refused.
    """
    asked = {"do": "assign", "person": person_id or 0}
    with working(session, viewer, recovery_id, seen, asked, now) as desk:
        if desk is None:
            return ()
        team = duty_queries.team(session, viewer.clinic_id, now)
        colleague = next((one for one in team.people if one.number == person_id), None)
        if colleague is None or not desk.open:
            raise Refused({"person": "Please choose a colleague." if desk.open
                           else "Nothing is open here."})
        for alert in desk.open:
            alert.assigned_to = colleague.number
            if colleague.number == viewer.person_id:
                _take(alert, desk)
        desk.touched("alert assigned", desk.open)
        if colleague.number == viewer.person_id:
            return ()
        return (outbox.queue_mail(
            session, clinic_id=desk.row.clinic_id, recipient=colleague.email,
            recipient_name=colleague.name, template="given_to_you", recovery_id=desk.row.id,
            context={"path": f"/recoveries/{desk.row.id}", "clinic": team.clinic}, now=now),)


def override(
    session: Session, viewer: Viewer, recovery_id: str, alert_id: int, level: int | None,
    reason: str, *, seen: int | None = None, now: datetime,
) -> None:
    """Set the level that the clinic goes by, for an alert and all open ones of its kind.

    It stands until they are resolved, or the core raises a higher level than there is now. What the
    patient is told does not go by it. Raises NotFound, Stale, or Refused for each field.
    """
    reason, faults = reason.replace("\r\n", "\n").strip(), {}
    if level not in (Level.WATCH, Level.CONCERN, Level.URGENT):
        faults["level"] = "Please choose a level."
    if not reason or len(reason) > WORDS_LENGTH or "\0" in reason:
        faults["reason"] = f"Please give a reason (at most {WORDS_LENGTH} characters)."
    if faults:
        raise Refused(faults)
    asked = {"do": "override", "alert": alert_id, "level": level or 0, "reason": reason}
    with working(session, viewer, recovery_id, seen, asked, now) as desk:
        if desk is None:
            return
        episode = desk.episode(alert_id)
        if episode and max(alert.weight for alert in episode) == level:
            raise Refused({"level": "It is at this level already."})
        for alert in episode:
            alert.override_level, alert.override_reason = level, reason
            alert.override_by, alert.override_at = viewer.person_id, now
        if episode:
            desk.touched("level set", episode)


def resolve(
    session: Session, viewer: Viewer, recovery_id: str, alert_id: int, outcome: str,
    words: str = "", *, seen: int | None = None, now: datetime,
) -> None:
    """Close an alert with what it turned out to be, and all open ones of its kind with it.

    Raises NotFound, Stale, or Refused for an unknown outcome, and for another one without words.
    """
    words, faults = words.replace("\r\n", "\n").strip(), {}
    if outcome not in OUTCOMES:
        faults["outcome"] = "Please choose an outcome."
    if len(words) > WORDS_LENGTH or "\0" in words:
        faults["words"] = f"Please use at most {WORDS_LENGTH} characters."
    elif outcome == OTHER and not words:
        faults["words"] = "Please say what it was."
    if faults:
        raise Refused(faults)
    asked = {"do": "resolve", "alert": alert_id, "outcome": outcome, "words": words}
    with working(session, viewer, recovery_id, seen, asked, now) as desk:
        if desk is None:
            return
        closing = desk.episode(alert_id)
        for alert in closing:
            _take(alert, desk)
            alert.resolved_at, alert.resolved_by = now, viewer.person_id
            alert.outcome, alert.outcome_words = outcome, words or None
        if closing:
            desk.touched("alert resolved", closing)


def undo(
    session: Session, viewer: Viewer, recovery_id: str, *, seen: int | None = None, now: datetime
) -> None:
    """Take one's own last step back within a minute: the alerts stand as they stood before it.

    Raises NotFound, Stale where anybody did anything since, or Refused.
    """
    with working(session, viewer, recovery_id, seen, {"do": "undo"}, now) as desk:
        if desk is None:
            return
        last = work.step_to(session, recovery_id, desk.standing.version)
        if last is None or last.before is None or last.made_by != viewer.person_id:
            raise Refused({"": "There is no step of yours to take back."})
        if now - last.made_at > UNDO:
            raise Refused({"": "A step can be taken back for one minute, and that is over."})
        back = [alert for alert in desk.alerts if str(alert.id) in last.before]
        for alert in back:
            restore(alert, last.before[str(alert.id)])
        desk.touched(f"taken back: {last.action}", back, undoable=False)


def add_note(
    session: Session, viewer: Viewer, recovery_id: str, text: str,
    *, seen: int | None = None, now: datetime,
) -> None:
    """Add a clinician's note. Raises NotFound, Stale, or Refused for an empty or overlong text."""
    text = text.strip()
    if not text or len(text) > NOTE_LENGTH or "\0" in text:
        raise Refused({"text": f"Please write between 1 and {NOTE_LENGTH} characters."})
    with working(session, viewer, recovery_id, seen, {"do": "note", "text": text}, now) as desk:
        if desk is None:
            return
        row = desk.row
        session.add(Note(clinic_id=row.clinic_id, patient_id=row.patient_id, recovery_id=row.id,
                         text=text, made_at=now, made_by=viewer.person_id))
        desk.step("note added", {})
