"""What happened during a recovery, as marks in lanes on the curves' own axis of days.

Each mark has a shape of its own and leads to the place on the page where it is told. Nothing is
read for them: they are made of what the page shows anyhow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.care.reading import RecoveryPage
from tracker.recovery.assessment import KINDS
from tracker.recovery.days import day_number
from tracker.store.alerts import GIVEN_UP, QUEUED, SENT
from tracker.store.messages import ENTRY
from tracker.web.chart_shapes import Frame

ROW, ROOM, COUNT_ROOM = 17.0, 17.0, 26.0
"""Units from one row of marks to the next, and along it from one mark to the next."""
FLAGS = {3: ("octagon", "urgent"), 2: ("triangle", "concern"), 1: ("ring", "watch")}
MAILS = {SENT: ("mail", "sent"), QUEUED: ("mail-open", "waiting"),
         GIVEN_UP: ("mail-lost", "given up")}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; `place` is the id of where the page tells it.

    `word` says what the shape means, `about` of which illness. Those of one day that are told in
    the same words are one mark. `tone` is loud for what is open and urgent alone.
    """

    lane: str
    day: int
    icon: str
    word: str
    place: str
    about: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event where it stands; `words` say day and what, `count` is "" for one alone."""

    x: float
    y: float
    icon: str
    words: str
    place: str
    tone: str
    count: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of events; `newest` is the last of them in words."""

    name: str
    newest: str
    height: float
    marks: tuple[Mark, ...]


def lanes(page: RecoveryPage, frame: Frame) -> list[Lane]:
    """The lanes in which anything happened, on the axis of a curve."""
    told: dict[str, list[Event]] = {}
    for event in (*_flags(page), *_handled(page), *_mails(page), *_photos(page), *_messages(page),
                  *_notes(page)):
        told.setdefault(event.lane, []).append(event)
    return [_lane(name, events, frame) for name, events in told.items()]


def _flags(page: RecoveryPage) -> Iterator[Event]:
    for episode in page.episodes:
        for alert in reversed(episode.alerts):
            icon, word = FLAGS[alert.weight]
            tone = "loud" if episode.open and alert is episode.worst and alert.weight == 3 else ""
            yield Event("Flags", alert.day, icon, word, f"flag-{episode.worst.id}",
                        KINDS[alert.kind], tone)


def _handled(page: RecoveryPage) -> Iterator[Event]:
    for episode in page.episodes:
        kind, place = KINDS[episode.worst.kind], f"flag-{episode.worst.id}"
        for at in {alert.acknowledged_at for alert in episode.alerts} - {None}:
            yield Event("Handled", _day(page, at), "taken", "taken", place, kind)
        if episode.worst.resolved_at:
            yield Event("Handled", _day(page, episode.worst.resolved_at), "tick", "resolved",
                        place, kind)


def _mails(page: RecoveryPage) -> Iterator[Event]:
    for number, mail in enumerate(page.mails, 1):
        icon, word = MAILS[mail.state]
        yield Event("Mails", _day(page, mail.sent_at or mail.created_at), icon, f"mail {word}",
                    f"mail-{number}")


def _photos(page: RecoveryPage) -> Iterator[Event]:
    for photo in page.photos:
        yield Event("Photos", photo.day, "photo", "photo", f"photo-{photo.name}")


def _notes(page: RecoveryPage) -> Iterator[Event]:
    for note in page.notes:
        yield Event("Notes", _day(page, note.made_at), "note", "note", f"note-{note.id}")


def _messages(page: RecoveryPage) -> Iterator[Event]:
    for one in page.messages:
        word = "the patient wrote"
        if one.from_clinic:
            word = f"asked for {'a check-in' if one.asks == ENTRY else 'a photo'}" if one.asks \
                else "written to"
        yield Event("Messages", _day(page, one.made_at),
                    "message-in" if not one.from_clinic else "message", word, "messages")


def _day(page: RecoveryPage, at: datetime | None) -> int:
    assert at is not None  # noqa: S101  what has no moment is no event
    return day_number(page.row.treated_at, at, page.row.zone)


def _lane(name: str, events: list[Event], frame: Frame) -> Lane:
    """The marks by day, those that would cover each other in rows below each other.

    What came after the curves' last day stands together at their edge.
    """
    told: dict[tuple[int, str, str], list[Event]] = {}
    for event in sorted(events, key=lambda event: event.day):
        day = min(event.day, frame.last_day + 1)
        told.setdefault((day, event.word, event.about), []).append(event)
    ends: list[float] = []
    marks = []
    for (day, _, _), same in told.items():
        x = frame.x(day)
        row = next((row for row, end in enumerate(ends) if end <= x), len(ends))
        ends[row:row + 1] = [x + (COUNT_ROOM if len(same) > 1 else ROOM)]
        late = f"After day {frame.last_day}" if day > frame.last_day else f"Day {day}"
        marks.append(Mark(x, 10 + row * ROW, same[0].icon, _said(late, same), same[0].place,
                          same[0].tone, f"{len(same)}" if len(same) > 1 else ""))
    newest = list(told.values())[-1][-1]
    return Lane(name, f"{newest.word}, day {newest.day}", 3 + len(ends) * ROW, tuple(marks))


def _said(when: str, same: list[Event]) -> str:
    about = f"{same[0].about}: " if same[0].about else ""
    times = f", {len(same)} times" if len(same) > 1 else ""
    return f"{when}, {about}{same[0].word}{times}"
