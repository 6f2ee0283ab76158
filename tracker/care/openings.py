"""Who opened a patient's record, as that patient is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.viewer import NotFound, Viewer
from tracker.recovery.sentence import say
from tracker.store import trail, trail_search
from tracker.store.people import AUDITOR, CLINICIAN, MANAGER
from tracker.store.trail_search import Place

PAGE = 100
WORDS = {
    "patient seen": say("Opened your record"),
    "recovery seen": say("Looked at how you heal"),
    "photo seen": say("Looked at a photo of yours"),
    "photo measured": say("Measured the colour in a photo"),
    "steps seen": say("Looked at who opened your record"),
    "trail searched": say("Looked at who opened your record"),
    "trail exported": say("Saved a list of who opened your record"),
    "patient added": say("Added you here"),
    "patient corrected": say("Changed your name, address or skin type"),
    "patient invited": say("Sent you an invitation"),
    "screening answered": say("Noted what you said before the treatment"),
    "screening item cleared": say("Looked into something you said before the treatment"),
    "screening item refused": say("Looked into something you said before the treatment"),
    "treatment recorded": say("Noted your treatment"),
    "note added": say("Wrote a note"),
    "entry logged": say("Sent in how your skin was"),
    "entry edited": say("Sent in how your skin was"),
    "alert acknowledged": say("Said that they look after an alert"),
    "alert assigned": say("Asked a colleague to look after an alert"),
    "level set": say("Judged how urgent an alert is"),
    "alert resolved": say("Closed an alert"),
    "message sent": say("Wrote to you"),
    "messages read": say("Read what you wrote"),
    "check-in asked for": say("Asked you for a check-in"),
    "photo asked for": say("Asked you for a photo"),
    "record exported": say("Passed a copy of your record on to another system"),
    "report made": say("Made a report about how you heal"),
    "erasure looked at": say("Looked at whether to erase your data"),
    "erasure refused": say("Said why your data are kept"),
}
OTHERWISE = say("Worked with your record")
ROLES = {CLINICIAN: say("treats patients"), MANAGER: say("runs the clinic"),
         AUDITOR: say("checks the clinic's records")}
STAFF = say("works at your clinic")
LEFT = say("Somebody who has left")


@dataclass(frozen=True)
class Opened:
    """What somebody did, the last time at `at`; `times` where they did it again and again."""

    at: datetime
    who: str
    role: str
    what: str
    times: int = 1


@dataclass(frozen=True)
class OpeningsPage:
    """Some steps, the newest first; `more` is the place of the last one where earlier ones
    follow."""

    steps: Sequence[Opened]
    more: Place | None


def who_opened(
    session: Session, viewer: Viewer, before: Place | None, *, now: datetime
) -> OpeningsPage:
    """What others did with the signed-in patient's record. Leaves a row of its own.

    Raises NotFound for who is no patient.
    """
    if viewer.patient_id is None:
        raise NotFound("no patient")
    rows = trail_search.by_others(session, viewer.patient_id, viewer.person_id, PAGE + 1, before)
    trail.looked(session, viewer, "own trail seen", now, patient_id=viewer.patient_id)
    roles = trail_search.roles_of(session, sorted({row.person_id for row in rows}))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return OpeningsPage(
        [Opened(row.at, row.who or LEFT, _role(roles.get(row.person_id, frozenset())),
                WORDS.get(row.action, OTHERWISE)) for row in rows[:PAGE]],
        (last.at, last.id) if last else None)


def _role(roles: frozenset[str]) -> str:
    return next((words for role, words in ROLES.items() if role in roles), STAFF)
