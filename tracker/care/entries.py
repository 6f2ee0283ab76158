"""Logging a day: the entry, its judgement, alerts, mails and audit row in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tracker.care.counted import ENTRIES
from tracker.care.judging import (
    fresh_alerts,
    list_values,
    raise_alerts,
    settled_days,
    told_again,
)
from tracker.care.overriding import dangers_again
from tracker.care.stale import AnsweredAlready
from tracker.care.telling import Plan, plan
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery.asking import TELLING_SILENCE
from tracker.recovery.assess import assess
from tracker.recovery.assessment import Assessment
from tracker.recovery.days import day_number
from tracker.recovery.entry import Entry, InvalidAnswers
from tracker.recovery.sentence import say
from tracker.recovery.timeline import load_timeline
from tracker.store import alarms, entries, recoveries, statuses, trail, work
from tracker.store.alerts import Alert
from tracker.store.database import together, writing
from tracker.store.entries import Answered, Version
from tracker.store.given import Given

NOTE_LENGTH = 4000
FOLLOWED_DAYS = 180


@dataclass(frozen=True)
class Logged:
    """What came of logging: the entry's place, and the Message-IDs to wake the sender for."""

    recovery_id: str
    day: int
    mails: tuple[str, ...]
    repeated: bool = False


def log_entry(
    session: Session,
    viewer: Viewer,
    recovery_id: str | None,
    answers: Mapping[str, object],
    *,
    day: int | None,
    note: str = "",
    key: str | None = None,
    version: int | None = None,
    waited: timedelta | None = None,
    now: datetime,
) -> Logged:
    """Store what the patient answered about one day, judge it, and queue what follows.

    `recovery_id` None means the patient's newest. `day` is the day meant (that of answering where
    None); `version` is the version that was shown in the
    form, 0 for none; a form that has grown stale is refused, so that nothing is overwritten unseen.
    `waited`: how long the answers lay on the phone before they could be sent. There nobody is left
    to ask, so where the day was changed meanwhile both versions stand.
    Raises NotFound, or Refused with a reason for each field.
    """
    answered = None if waited is None else now - max(waited, timedelta())
    meant = recovery_id or viewer.only_recovery or _newest(session, viewer, answered)
    with writing(session, recoveries.hold(meant, viewer.clinic_id)):
        found = entries.so_far(session, meant)
        if found is None or viewer.only_recovery not in (None, meant):
            raise NotFound(meant)
        row, versions, flagged = found
        sent_before = next((e for e in versions if key and e.key == key), None)
        if sent_before is not None:
            return Logged(row.id, sent_before.day, (), repeated=True)
        entry = _checked(row, answers, day, note, answered, now)
        older = next((e for e in versions if e.day == entry.day and e.current), None)
        if viewer.only_recovery is not None and (
                older or (answered is None and entry.day < entry.submitted - 1)):
            raise Refused({"": say("This day is answered already, or too long ago. Sign in to "
                                   "change it.")})
        seen = version is None or version == (older.version if older else 0)
        if not seen and answered is None:
            raise AnsweredAlready(
                say("This day was changed elsewhere meanwhile. What you typed is still here; check "
                    "it and save again to replace the other entry."),
                older.version if older else 0)
        known = alarms.alerts_of(session, row.id) if flagged else ()
        if older is not None:
            entries.retire(session, older)
        new = Version(0, entry.day, older.version + 1 if older else 1, True, entry.submitted,
                      entry.answers(), None if seen else _beside(older, entry), key)
        current: list[Answered] = [e for e in versions if e.current and e is not older]
        current.append(new)
        current.sort(key=lambda e: e.day)
        judged = _judge(session, row, entry, current, known, now)
        with together(session, last=True):
            entries.add_version(
                session, row, new, note=note or None, made_at=now, made_by=viewer.person_id,
                answered_at=answered, assessment=entries.as_judged(judged.assessment))
            statuses.write_status(session, row, judged.status, stepped=bool(judged.step))
            if judged.step and not judged.alerts:
                # Fresh alerts say by themselves what they made.
                by = viewer.person_id if judged.step == work.ANSWERED else None
                work.add_step(session, row, judged.step, now, made_by=by)
            trail.did(session, viewer, "entry edited" if older else "entry logged", now,
                      patient_id=row.patient_id, recovery_id=row.id,
                      detail=f"day {entry.day}" + (", beside another" if new.unseen else ""))
            mails = raise_alerts(session, judged.alerts, judged.plan, now)
    ENTRIES.inc()
    return Logged(row.id, entry.day, tuple(mails))


def _newest(session: Session, viewer: Viewer, answered: datetime | None) -> str:
    """The patient's newest recovery, of the moment of answering where there was one then."""
    own = viewer.patient_id and recoveries.newest_id(session, viewer.patient_id, answered)
    if not own:
        raise NotFound("no treatment yet")
    return own


def _beside(older: Version | None, entry: Entry) -> dict[str, Any] | None:
    """The answers of the version that stays standing; None where there is nothing else to say."""
    other = entries.as_entry(older).answers() if older else None
    return None if other == entry.answers() else other


def _checked(
    row: Given, answers: Mapping[str, object], day: int | None, note: str,
    answered: datetime | None, now: datetime,
) -> Entry:
    """The answers as a domain entry; every fault is told at once."""
    today = day_number(row.treated_at, now, row.zone)
    if answered is not None and day is None:
        day = day_number(row.treated_at, answered, row.zone)
    errors: dict[str, str] = {}
    if day is not None and day > today:
        errors["day"] = say("This day has not come yet.")
    elif (day or 0) < 0 or today < 0:
        errors["day"] = say("This day is before the treatment.")
    elif today > FOLLOWED_DAYS:
        errors["day"] = say("Check-ins end %(days)s days after the treatment.", days=FOLLOWED_DAYS)
    if len(note) > NOTE_LENGTH:
        errors["note"] = say("Please keep the note under %(most)s characters.", most=NOTE_LENGTH)
    if "\0" in note:
        errors["note"] = say("The note holds a character that cannot be stored.")
    try:
        entry = Entry.from_answers(answers, day=today if day is None else day, submitted=today)
    except InvalidAnswers as error:
        errors = {**error.errors, **errors}
    if errors:
        raise Refused(errors)
    return entry


@dataclass(frozen=True)
class _Judged:
    """What follows from the entries.

    `step`: what makes pages stale that the clinic has open, "" for nothing. Where an alert is open
    each answer does: whoever closes it, or sets its level, shall have seen the newest.
    """

    assessment: Assessment
    alerts: Sequence[Alert]
    plan: Plan
    status: Mapping[str, object]
    step: str


def _judge(
    session: Session, row: Given, entry: Entry, current: Sequence[Answered],
    known: Sequence[Alert], now: datetime,
) -> _Judged:
    """Assess the entries, of which this one is new."""
    recovery = entries.as_recovery(row, current)
    timeline = load_timeline(row.modality)
    assessment = assess(recovery, timeline, false_alerts=row.false_alerts,
                        settled=settled_days(row, known))
    stood = [alert.weight for alert in known]
    fresh = fresh_alerts(row, assessment.flags, known, now)
    fresh += told_again(row, dangers_again(recovery, entry, timeline, known), now)
    return _Judged(
        assessment, fresh, plan(session, row.clinic_id, fresh, now),
        {**list_values(session, [*known, *fresh], recovery, timeline),
         **_heard(row, current, now), "entry_asked_at": None},
        _step(fresh, stood, known),
    )


def _step(fresh: Sequence[Alert], stood: Sequence[int], known: Sequence[Alert]) -> str:
    """What the clinic is told was done; a level set by hand falls where a higher danger comes."""
    if fresh or stood != [alert.weight for alert in known]:
        return work.RAISED
    return work.ANSWERED if any(alert.resolved_at is None for alert in known) else ""


def _heard(row: Given, current: Sequence[Answered], now: datetime) -> dict[str, object]:
    """What the list row says of the answers; a silence ends with one that is new enough."""
    last = current[-1].day
    heard: dict[str, object] = {"entry_days": [e.day for e in current], "last_day": last,
                                "last_entry_at": now}
    if day_number(row.treated_at, now, row.zone) - last <= TELLING_SILENCE:
        heard["silent_since"] = None
    return heard
