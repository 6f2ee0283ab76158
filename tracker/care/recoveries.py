"""Screening a patient, recording a treatment, and reading a recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.care.judging import list_values
from tracker.care.viewer import NotFound, Refused, Viewer
from tracker.recovery import screening as questions
from tracker.recovery.timeline import load_timeline
from tracker.recovery.treatment import MODALITIES, PRODUCTS, Treatment
from tracker.store import alarms, entries, recoveries, trail
from tracker.store.base import public_id
from tracker.store.database import writing
from tracker.store.given import Given
from tracker.store.health import Clearance, Patient, RecoveryRow, Screening, Status

CLEARANCE_LASTS = timedelta(days=30)
OLDEST = timedelta(days=365)
LONGEST = {"device": 120, "product_name": 120, "product_lot": 60}


@dataclass(frozen=True)
class NewTreatment:
    """What a clinician records about a treatment; `treated_at` is aware."""

    treated_at: datetime
    modality: str
    depth_mm: float
    passes: int | None = None
    area: tuple[str, ...] = ()
    device: str = ""
    product: str = "unknown"
    product_name: str = ""
    product_lot: str = ""


@dataclass(frozen=True)
class Screened:
    """The screening that stands for the next treatment, and what still keeps it from going on."""

    screening: Screening | None
    decisions: Mapping[str, Clearance]
    waiting: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Whether every item is answered and every one that needs it is cleared by a person."""
        return self.screening is not None and not self.waiting and not self.refused


def answer_screening(
    session: Session, viewer: Viewer, patient_id: str, answers: Mapping[str, bool],
    *, now: datetime,
) -> None:
    """Keep the answers for the next treatment; any changed answer voids earlier clearances.

    Raises NotFound, or Refused naming each unanswered item.
    """
    missing = questions.missing(answers)
    if missing:
        raise Refused(dict.fromkeys(missing, "Please answer yes or no."))
    with writing(session):
        patient = _patient(session, patient_id)
        before = _standing(session, patient_id, now)
        if before is not None and before.answers == dict(answers):
            return
        if before is not None:
            for decision in recoveries.clearances_of(session, before.id):
                decision.voided_at = decision.voided_at or now
        session.add(
            Screening(clinic_id=patient.clinic_id, patient_id=patient.id, answers=dict(answers),
                      answered_at=now, answered_by=viewer.person_id)
        )
        patient.cold_sores = answers.get("cold_sores_ever")
        trail.did(session, viewer, "screening answered", now, patient_id=patient.id)


def clear_item(
    session: Session, viewer: Viewer, patient_id: str, item: str, cleared: bool, reason: str,
    *, now: datetime,
) -> None:
    """Record this clinician's decision on one item, with the reason. Raises NotFound, Refused."""
    if not reason.strip() or len(reason) > 1000 or "\0" in reason:
        raise Refused({"reason": "Please give a reason (at most 1,000 characters)."})
    with writing(session):
        state = screened(session, patient_id, now=now)
        if state.screening is None or item not in questions.needs_clearance(
            state.screening.answers
        ):
            raise NotFound(item)
        if item in state.decisions:
            state.decisions[item].voided_at = now
        session.add(
            Clearance(clinic_id=viewer.clinic_id, patient_id=patient_id,
                      screening_id=state.screening.id, item=item, cleared=cleared,
                      reason=reason.strip(), decided_by=viewer.person_id, decided_at=now)
        )
        trail.did(session, viewer,
                  "screening item cleared" if cleared else "screening item refused", now,
                  patient_id=patient_id)


def screened(session: Session, patient_id: str, *, now: datetime) -> Screened:
    """How the screening for the next treatment stands."""
    standing = _standing(session, patient_id, now)
    if standing is None:
        return Screened(None, {}, (), ())
    decisions = {
        d.item: d
        for d in recoveries.clearances_of(session, standing.id)
        if d.voided_at is None and now - d.decided_at < CLEARANCE_LASTS
    }
    needed = questions.needs_clearance(standing.answers)
    return Screened(
        standing,
        decisions,
        waiting=tuple(item for item in needed if item not in decisions),
        refused=tuple(i for i in needed if i in decisions and not decisions[i].cleared),
    )


def open_recovery(
    session: Session, viewer: Viewer, patient_id: str, new: NewTreatment, *, now: datetime
) -> str:
    """Record a treatment under a cleared screening; returns the recovery's id.

    Raises NotFound, or Refused with a reason for each field.
    """
    errors = faults(new, now)
    with writing(session):
        # Held, so that one screening is never used for two treatments.
        patient = _patient(session, patient_id, held=True)
        state = screened(session, patient_id, now=now)
        if not state.clear:
            errors[""] = "The screening is not complete, or an item has not been cleared."
        if errors or state.screening is None:
            raise Refused(errors)
        accepted = alarms.clinic(session, patient.clinic_id).false_alerts
        row = new_row(viewer, patient, new, accepted, now)
        session.add(RecoveryRow(**row._asdict()))
        session.flush()
        state.screening.recovery_id = row.id
        session.add(new_status(session, row, patient))
        trail.did(session, viewer, "treatment recorded", now, patient_id=patient.id,
                  recovery_id=row.id)
        return row.id


def new_row(
    viewer: Viewer, patient: Patient, new: NewTreatment, false_alerts: float, now: datetime
) -> Given:
    """The row of a treatment under the clinic's setting, not yet added."""
    return Given(
        id=public_id(),
        clinic_id=patient.clinic_id, patient_id=patient.id, treated_at=new.treated_at,
        zone=patient.zone, modality=new.modality, depth_mm=new.depth_mm, passes=new.passes,
        area=list(new.area), device=new.device.strip(), product=new.product,
        product_name=new.product_name.strip(), product_lot=new.product_lot.strip(),
        fitzpatrick=patient.fitzpatrick, cold_sores=patient.cold_sores,
        false_alerts=false_alerts, treated_by=viewer.person_id, created_at=now,
    )


def new_status(session: Session, row: Given, patient: Patient) -> Status:
    """The list row of a treatment about which nothing has been answered, not yet added."""
    values = list_values(session, [], entries.as_recovery(row, []), load_timeline(row.modality))
    label = f"{MODALITIES[row.modality]} {row.depth_mm:g} mm"
    where = ", ".join(row.area)
    return Status(
        recovery_id=row.id, clinic_id=row.clinic_id, patient_id=row.patient_id,
        patient_name=patient.name, name_key=patient.name_key, family_key=patient.family_key,
        treatment=" · ".join(part for part in (label, where, f"type {row.fitzpatrick}") if part),
        treated_at=row.treated_at, zone=row.zone, keeper=row.treated_by, entry_days=[], **values,
    )


def faults(
    new: NewTreatment, now: datetime, oldest: timedelta = OLDEST
) -> dict[str, str]:
    """What is wrong with what was typed, for each field; `oldest`: how long ago it may be."""
    errors = text_faults({"device": new.device, "product_name": new.product_name,
                          "product_lot": new.product_lot})
    if new.treated_at > now + timedelta(minutes=5):
        errors["treated_at"] = "The treatment cannot lie in the future."
    elif new.treated_at < now - oldest:
        years = oldest.days // 365
        ago = "a year" if years == 1 else f"{years} years"
        errors["treated_at"] = f"The treatment is more than {ago} ago."
    return errors | treatment_faults(new.modality, new.depth_mm, new.passes, new.area, new.product)


def treatment_faults(
    modality: str, depth_mm: float, passes: int | None, area: tuple[str, ...], product: str
) -> dict[str, str]:
    """What is wrong with a treatment itself, for each field; depth_mm in millimetres."""
    if modality not in MODALITIES:
        return {"modality": "Please choose the kind of treatment."}
    if product not in PRODUCTS:
        return {"product": "Please choose what was put on."}
    try:
        Treatment(modality, depth_mm, passes, area, product)
    except ValueError as error:
        named = str(error).split()[0]
        return {"depth_mm" if named == "depth" else named: str(error).capitalize() + "."}
    return {}


def text_faults(told: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the lines of free text about a treatment, for each field."""
    return {field: f"Please use at most {LONGEST[field]} characters."
            for field, text in told.items() if len(text) > LONGEST[field] or "\0" in text}


def _patient(session: Session, patient_id: str, *, held: bool = False) -> Patient:
    patient = (recoveries.held_patient if held else recoveries.patient)(session, patient_id)
    if patient is None:
        raise NotFound(patient_id)
    return patient


def _standing(session: Session, patient_id: str, now: datetime) -> Screening | None:
    """The newest screening, unless a treatment has used it or it is too old."""
    latest = recoveries.latest_screening(session, patient_id)
    if latest is None or latest.recovery_id is not None:
        return None
    return latest if now - latest.answered_at < CLEARANCE_LASTS else None
