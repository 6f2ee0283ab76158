"""Small worlds for the tests, built by the product's own use cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.care import administration, passwords, patients, recoveries
from tracker.care.viewer import Viewer
from tracker.recovery import screening
from tracker.store import people_queries
from tracker.store import recoveries as stored
from tracker.store.database import writing
from tracker.store.people import PATIENT
from tracker.store.scope import EVERYBODY, set_scope

PASSWORD = "a good long password"
HASH = passwords.hashed(PASSWORD)
TREATED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CALM = {"redness": 2, "swelling": 1, "itching": 1, "bleeding": 0}
ALARMING = {"redness": 8, "swelling": 7, "itching": 2, "bleeding": 0, "pain": 7, "warmth": 7,
            "discharge": True, "spreading": True, "temperature_c": 38.6}


def days_ago(days: int) -> datetime:
    """A quarter past midnight so many days ago in Berlin, where the patients are.

    Counted on the calendar, so that neither the hour of the run nor a change of the clocks matters.
    """
    zone = ZoneInfo("Europe/Berlin")
    day = datetime.now(zone).date() - timedelta(days=days)
    return datetime.combine(day, time(0, 15), zone).astimezone(UTC)


@dataclass(frozen=True)
class World:
    """A clinic with one clinician and one patient in recovery."""

    clinic_id: int
    staff: Viewer
    patient: Viewer
    patient_id: str
    recovery_id: str
    staff_email: str
    patient_email: str


def build_world(session: Session, name: str = "harbour", treated_at: datetime = TREATED) -> World:
    """One clinic, its clinician on call, one patient who can sign in, one recovery."""
    staff_email, patient_email = f"doctor@{name}.example", f"patient@{name}.example"
    clinic_id = administration.add_clinic(session, f"Clinic {name}", "555 0100", "Europe/Berlin")
    number = administration.add_staff(session, clinic_id, staff_email, "Dr Test", "clinician",
                                      HASH, on_call=True)
    staff = Viewer(number, "Dr Test", clinic_id, frozenset({"clinician"}))
    set_scope(session, staff.scope)
    before = treated_at - timedelta(hours=1)
    patient_id = add_patient(session, staff, patient_email, before, name=f"Paula {name}")
    recovery_id = treat(session, staff, patient_id, treated_at)
    patient = sign_up(session, staff, patient_id, before)
    return World(clinic_id, staff, patient, patient_id, recovery_id, staff_email, patient_email)


def add_colleague(session: Session, world: World, role: str) -> Viewer:
    """Somebody else who works at the world's clinic; their address begins with the role."""
    email = world.staff_email.replace("doctor", role)
    number = administration.add_staff(session, world.clinic_id, email, f"{role} Test", role, HASH)
    viewer = Viewer(number, f"{role} Test", world.clinic_id, frozenset({role}))
    set_scope(session, viewer.scope)
    return viewer


def add_patient(
    session: Session, staff: Viewer, email: str, now: datetime, name: str = "Paula Test"
) -> str:
    """A patient of skin type IV in Berlin."""
    new = patients.NewPatient(name, email, None, 4, "en", "Europe/Berlin")
    return patients.add_patient(session, staff, new, now=now)


def treat(session: Session, staff: Viewer, patient_id: str, at: datetime) -> str:
    """A pen treatment at 1.5 mm after a screening without findings."""
    answers = dict.fromkeys(screening.ITEMS, False)
    recoveries.answer_screening(session, staff, patient_id, answers, now=at)
    return recoveries.open_recovery(
        session, staff, patient_id, recoveries.NewTreatment(at, "pen", 1.5, 4, ("face",)), now=at
    )


def sign_up(session: Session, staff: Viewer, patient_id: str, now: datetime) -> Viewer:
    """The patient's sign-in, by the invitation's own way."""
    patients.invite_patient(session, staff, patient_id, now=now)
    set_scope(session, EVERYBODY)
    patient = stored.patient(session, patient_id)
    assert patient is not None
    with writing(session):
        person = people_queries.person_by_email(session, patient.email)
        assert person is not None
        person.password = HASH
    return Viewer(person.id, person.name, patient.clinic_id, frozenset({PATIENT}), patient_id)
