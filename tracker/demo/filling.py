"""Filling a database with the demo, by the same use cases that people's clicks call."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.care import (
    administration,
    aftercare,
    colours,
    entries,
    passwords,
    patients,
    photos,
    presets,
    recoveries,
)
from tracker.care.reading import read_recovery
from tracker.care.sealing import seal
from tracker.care.viewer import Viewer
from tracker.demo import stories
from tracker.demo.duty import fill_rota
from tracker.demo.people import (
    AFTERCARE,
    CATALOGUE,
    HARBOUR,
    OTHER,
    PASSWORD,
    DemoClinic,
    person,
)
from tracker.demo.skin import TREATED, UNTREATED, course, drawn_skin, seed_of
from tracker.demo.working import correspond, work_alerts
from tracker.pictures.encoding import encoded
from tracker.recovery import screening
from tracker.recovery.days import day_number
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import Recovery, Treatment
from tracker.store import alarms, people_queries
from tracker.store import recoveries as stored
from tracker.store.blobs import Blobs
from tracker.store.database import writing
from tracker.store.people import MANAGER, PATIENT, Person
from tracker.store.scope import EVERYBODY, set_scope

TREATMENTS = (
    ("pen", 0.5, ("face",)), ("pen", 1.0, ("face",)), ("pen", 1.5, ("face",)),
    ("pen", 2.0, ("trunk",)), ("roller", 1.0, ("face",)), ("roller", 1.5, ("face",)),
    ("rf", 2.0, ("face", "neck")),
)
DEVICES = {("pen", 0.5): "Pen A", ("pen", 1.0): "Pen A", ("pen", 1.5): "Pen A",
           ("pen", 2.0): "Pen B", ("rf", 2.0): "RF C"}
Progress = Callable[[int, int], None]


def is_filled(session: Session) -> bool:
    """Whether the demo's people are there already."""
    return people_queries.person_by_email(session, HARBOUR.patient_email) is not None


def fill(
    session: Session, count: int, seed: int, now: datetime, progress: Progress,
    blobs: Blobs | None = None,
) -> None:
    """Add two clinics and `count` recoveries, the same for the same seed and day.

    Where there is a photo store, some get drawn photos.
    """
    set_scope(session, EVERYBODY)
    chance = random.Random(seed)  # noqa: S311  the demo wants to be repeatable, not secret
    password = passwords.hashed(PASSWORD)
    harbour = _clinic(session, HARBOUR, password, now)
    _set_up(session, harbour, now)
    other = _clinic(session, OTHER, password, now)
    for staff, demo in ((harbour, HARBOUR), (other, OTHER)):
        recovery_id, viewer, treated = _named_patient(session, staff, demo, password, now)
        if blobs:
            _photos(session, viewer, blobs, recovery_id, treated, "healing", now)
    photographed, written = {"infection", "darkening"}, {"dermatitis"}
    for number, story in enumerate(stories.deck(count - 1, chance), start=1):
        recovery_id, viewer, treated = _anybody(session, harbour, number, story, chance, now)
        if blobs and story.name in photographed:
            photographed.remove(story.name)
            _photos(session, viewer, blobs, recovery_id, treated, story.name, now)
        if story.name in written:
            written.remove(story.name)
            correspond(session, harbour, viewer, recovery_id, now)
        progress(number + 1, count)
    # The worker would do it, but a demo is looked at from its first second on.
    seal(session, now=now)


def _clinic(session: Session, demo: DemoClinic, password: str, now: datetime) -> Viewer:
    clinic_id = administration.add_clinic(session, demo.name, demo.phone, demo.zone)
    with writing(session):
        clinic = alarms.clinic(session, clinic_id)
        clinic.after_hours_phone, clinic.hours = demo.after_hours, "Monday to Friday, 8:00 to 18:00"
    first: Viewer | None = None
    numbers: dict[str, int] = {}
    for email, name, role, on_call in demo.staff:
        number = administration.add_staff(
            session, clinic_id, email, name, role, password, on_call=on_call
        )
        numbers[role] = number
        first = first or Viewer(number, name, clinic_id, frozenset({role}))
    assert first is not None  # noqa: S101  every demo clinic has staff
    if MANAGER in numbers:
        fill_rota(session, clinic_id, numbers[MANAGER], first.person_id, now)
    return first


def _set_up(session: Session, staff: Viewer, now: datetime) -> None:
    """The clinic's own words and its catalogue."""
    stands = aftercare.words_mark(aftercare.words(session, staff))
    aftercare.write(session, staff, AFTERCARE, stands, now=now)
    for new in CATALOGUE:
        presets.add(session, staff, new, now=now)


def _treated(
    session: Session, staff: Viewer, new: patients.NewPatient,
    treatment: tuple[str, float, tuple[str, ...]], treated_at: datetime,
) -> str:
    """Add a patient, screen them, record the treatment; returns the recovery's id."""
    modality, depth, area = treatment
    patient_id = patients.add_patient(session, staff, new, now=treated_at - timedelta(days=1))
    answers = dict.fromkeys(screening.ITEMS, False)
    recoveries.answer_screening(session, staff, patient_id, answers, now=treated_at)
    return recoveries.open_recovery(
        session, staff, patient_id,
        recoveries.NewTreatment(
            treated_at=treated_at, modality=modality, depth_mm=depth, passes=4, area=area,
            device=DEVICES.get((modality, depth), ""), product="dermal",
            product_name="Hyaluronic acid gel, sterile", product_lot="HG-2611",
        ),
        now=treated_at,
    )


def _named_patient(
    session: Session, staff: Viewer, demo: DemoClinic, password: str, now: datetime
) -> tuple[str, Viewer, datetime]:
    """The patient who can sign in: day 4, as expected until yesterday, nothing yet today."""
    zone = ZoneInfo(demo.zone)
    treated = _at(now.astimezone(zone).date() - timedelta(days=4), time(10, 30), zone)
    new = patients.NewPatient(demo.patient_name, demo.patient_email, date(1992, 5, 14), 4, "en",
                              demo.zone)
    recovery_id = _treated(session, staff, new, ("pen", 1.5, ("face",)), treated)
    viewer = _account(session, recovery_id, password)
    for day, answers in enumerate(((5, 2, 1, 2), (4, 2, 1, 0), (3, 1, 2, 0), (2, 1, 2, 0))):
        at = _at(treated.astimezone(zone).date() + timedelta(days=day), time(20, 15), zone)
        entries.log_entry(
            session, viewer, recovery_id,
            dict(zip(("redness", "swelling", "itching", "bleeding"), answers, strict=True)),
            day=day, now=at,
        )
        if day % 2:
            read_recovery(session, staff, recovery_id, now=at + timedelta(minutes=40))
    return recovery_id, viewer, treated


def _photos(
    session: Session, viewer: Viewer, blobs: Blobs, recovery_id: str, treated: datetime,
    story: str, now: datetime,
) -> None:
    """A drawn photo of some days, with its colour measured."""
    row = stored.recovery(session, recovery_id)
    assert row is not None  # noqa: S101  written a moment ago
    ago = day_number(treated, now, row.zone)
    for day in sorted({0, 1, ago // 2, ago - 1} & set(range(ago))):
        at = _at(treated.astimezone(ZoneInfo(row.zone)).date() + timedelta(days=day),
                 time(20, 20), ZoneInfo(row.zone))
        drawn = drawn_skin(row.fitzpatrick, *course(story, day),
                           seed_of(viewer.person_id, day))
        added = photos.keep_photo(session, viewer, blobs, recovery_id, encoded(drawn), now=at)
        colours.mark_colour(session, viewer, blobs, added.name, TREATED, UNTREATED, now=at)


def _account(session: Session, recovery_id: str, password: str | None) -> Viewer:
    """The sign-in of a recovery's patient."""
    with writing(session):
        row = stored.recovery(session, recovery_id)
        assert row is not None  # noqa: S101  written a moment ago
        patient = stored.patient(session, row.patient_id)
        assert patient is not None  # noqa: S101
        who = Person(clinic_id=row.clinic_id, email=patient.email, name=patient.name,
                     password=password, active=True, fs_uniquifier=secrets.token_hex(32),
                     set_up_at=row.created_at,
                     roles=[people_queries.role(session, PATIENT)])
        session.add(who)
        session.flush()
        patient.person_id = who.id
        return Viewer(who.id, who.name, row.clinic_id, frozenset({PATIENT}), patient.id)


def _anybody(
    session: Session, staff: Viewer, number: int, story: stories.Story, chance: random.Random,
    now: datetime,
) -> tuple[str, Viewer, datetime]:
    """One made-up patient with one of the stories, at some stage of it."""
    zone = ZoneInfo(HARBOUR.zone)
    ago = chance.randint(*story.days)
    treated = _at(now.astimezone(zone).date() - timedelta(days=ago),
                  time(chance.randint(9, 16), 30), zone)
    name, email = person(number)
    kind = chance.choice(TREATMENTS)
    skin = chance.choices(range(1, 7), (8, 22, 26, 22, 14, 8))[0]
    new = patients.NewPatient(name, email, None, skin, "en", HARBOUR.zone)
    recovery_id = _treated(session, staff, new, kind, treated)
    viewer = _account(session, recovery_id, None)
    recovery = Recovery(recovery_id, skin, Treatment(kind[0], kind[1], 4, kind[2], "dermal"))
    timeline = load_timeline(kind[0])
    for day in range(min(ago, story.silent_after) + 1):
        at = _at(treated.astimezone(zone).date() + timedelta(days=day),
                 time(19, chance.randint(0, 59)), zone)
        if at > now or (day > 3 and chance.random() < 0.15 + (0.4 if day > 14 else 0)):
            continue
        entries.log_entry(session, viewer, recovery_id,
                          stories.answers_on(story, recovery, timeline, day, chance),
                          day=day, now=at)
    work_alerts(session, staff, recovery_id, chance, now)
    return recovery_id, viewer, treated


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
