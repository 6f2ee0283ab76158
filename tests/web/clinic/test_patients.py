"""Adding, screening, treating and inviting, as the clinic's forms do it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import TREATED, add_patient
from tests.web.clinic.conftest import Desk
from tracker.recovery.screening import ITEMS
from tracker.store.alerts import Outbox
from tracker.store.scope import EVERYBODY, set_scope

NEW = {"name": "Nora Neu", "email": "nora@patients.example", "fitzpatrick": "3",
       "language": "en", "zone": "Europe/Berlin"}
CLEAR = dict.fromkeys(ITEMS, "no")
TREATMENT = {"treated_at": "2026-03-10T10:30", "modality": "pen", "depth_mm": "1.5",
             "area": "face", "product": "unknown"}


def add(desk: Desk) -> str:
    """The address of a new patient's page."""
    answer = desk.post("/patients/new", NEW)
    assert answer.status_code == 303
    return answer.location


def test_a_patient_is_added_and_found_without_the_name_in_an_address(desk: Desk) -> None:
    place = add(desk)
    assert "ora" not in place
    assert "Nora Neu" in desk.get(place).text
    found = desk.find("/patients", "nora")
    assert "Nora Neu" in found.text and "Paula" not in found.text


@pytest.mark.parametrize(("field", "typed"), [
    ("email", "nowhere"), ("email", "patient@harbour.example"), ("zone", "Europe/Atlantis"),
    ("born_on", "1700-01-01"), ("born_on", "soon"), ("fitzpatrick", "7"), ("language", "xx"),
])
def test_a_refused_patient_comes_back_as_typed(desk: Desk, field: str, typed: str) -> None:
    answer = desk.post("/patients/new", {**NEW, field: typed})
    assert answer.status_code == 422
    assert 'value="Nora Neu"' in answer.text
    assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize("path", ["/triage", "/patients"])
@pytest.mark.parametrize("typed", ["a\0b", "%", "\U0001f600" * 200, "'; --"])
def test_any_search_is_answered(desk: Desk, path: str, typed: str) -> None:
    assert desk.find(path, typed).status_code == 200


@pytest.mark.parametrize("typed", ["nora", "NEU", "Neü", "nora neu", "neu nora"])
def test_somebody_is_found_by_first_and_by_last_name(desk: Desk, typed: str) -> None:
    add(desk)
    found = desk.find("/patients", typed.replace("ü", "u")).text
    assert "Nora Neu" in found and "Paula" not in found


def test_the_list_of_patients_goes_on_where_the_page_ended(session: Session, desk: Desk) -> None:
    set_scope(session, desk.world.staff.scope)
    for number in range(55):
        add_patient(session, desk.world.staff, f"n{number}@x.example", TREATED, name="Ana Alike")
    first = desk.get("/patients").text
    link = next(part for part in first.split('"') if "after=" in part)
    assert first.count("Ana Alike") == 50
    assert desk.get(link).text.count("Ana Alike") == 5
    assert desk.get("/patients?after=nobody").status_code == 404


def test_a_wrong_address_is_corrected_and_its_invitation_ends(
    session: Session, desk: Desk
) -> None:
    place = add(desk)
    desk.post(place + "/invite", {})
    assert desk.post(place + "/correct", {**NEW, "email": "right@patients.example"},
                     place + "/correct").status_code == 303
    set_scope(session, EVERYBODY)
    wrong = session.scalars(select(Outbox).where(Outbox.recipient == NEW["email"])).one()
    assert desk.client.get(str(wrong.context["path"])).status_code == 410
    desk.post(place + "/invite", {})
    session.rollback()
    assert session.scalars(
        select(Outbox.recipient).order_by(Outbox.id.desc())).first() == "right@patients.example"


def test_a_signed_in_patients_address_is_theirs(desk: Desk) -> None:
    place = f"/patients/{desk.world.patient_id}/correct"
    answer = desk.post(place, {**NEW, "email": "other@x.example"})
    assert answer.status_code == 422 and 'id="email-error"' in answer.text


def test_every_fault_of_a_form_is_told_at_once(desk: Desk) -> None:
    answer = desk.post("/patients/new", {**NEW, "name": "", "email": "nowhere",
                                         "born_on": "2999-01-01"})
    for field in ("name", "email", "born_on"):
        assert f'id="{field}-error"' in answer.text


def test_every_unanswered_item_is_named_beside_its_question(desk: Desk) -> None:
    place = add(desk) + "/screening"
    answer = desk.post(place, {"keloids": "yes"})
    assert answer.status_code == 422
    assert answer.text.count("Please answer yes or no.") == len(ITEMS) - 1


def test_no_treatment_before_a_person_has_cleared_every_finding(desk: Desk) -> None:
    place = add(desk)
    screening, treatment = place + "/screening", place + "/treatments/new"
    assert desk.get(treatment).location.endswith("/screening")
    desk.post(screening, {**CLEAR, "keloids": "yes", "eczema": "yes"})
    assert desk.get(treatment).status_code == 302
    page = desk.get(screening).text
    assert page.count("Record my decision") == 2
    assert page.count('id="cleared-keloids-label"') == 1
    refused = desk.post(screening + "/keloids", {"cleared": "yes", "reason": " "})
    assert refused.status_code == 422 and 'id="reason-keloids-error"' in refused.text
    assert desk.post(screening + "/psoriasis", {"cleared": "yes", "reason": "x"}).status_code == 404
    desk.post(screening + "/eczema", {"cleared": "yes", "reason": "Elsewhere"})
    desk.post(screening + "/keloids", {"cleared": "no", "reason": "Not yet"})
    assert desk.get(treatment).status_code == 302
    assert "Not cleared: Not yet" in desk.get(screening).text
    desk.post(screening + "/keloids", {"cleared": "yes", "reason": "Test area was calm"})
    assert desk.get(treatment).status_code == 200
    page = desk.get(desk.post(treatment, TREATMENT).location).text
    assert "Keloids: cleared by Dr Test" in page and "Test area was calm" in page
    assert "Not yet" not in page


def test_a_missing_item_is_not_reported_beside_the_decision(desk: Desk) -> None:
    place = add(desk) + "/screening"
    desk.post(place, {**CLEAR, "keloids": "yes"})
    form = {name: answer for name, answer in CLEAR.items() if name != "keloids"}
    answer = desk.post(place, form)
    assert answer.status_code == 422
    assert 'id="keloids-error"' in answer.text
    assert 'id="cleared-keloids-error"' not in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("treated_at", "2026-03-29T02:30", "did not exist"),
        ("treated_at", "0001-01-01T00:00", "cannot be right"),
        ("treated_at", "2099-01-01T10:00", "in the future"),
        ("treated_at", "", "date and time"),
        ("depth_mm", "NaN", "depth"),
        ("depth_mm", "9", "0.1 to 5"),
        ("passes", "99", "1 to 30"),
        ("passes", "9" * 400, "1 to 30"),
        ("passes", "9" * 9, "1 to 30"),
        ("device", "x" * 121, "120"),
        ("product_lot", "a\0b", "characters"),
    ],
)
def test_a_refused_treatment_says_why_beside_its_field(
    desk: Desk, field: str, typed: str, words: str
) -> None:
    place = add(desk)
    desk.post(place + "/screening", CLEAR)
    answer = desk.post(place + "/treatments/new", {**TREATMENT, field: typed})
    assert answer.status_code == 422
    error = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert words in error
    if field != "depth_mm":
        assert 'value="1.5"' in answer.text


def test_a_treatments_time_is_the_clinics_own_wherever_the_patient_lives(desk: Desk) -> None:
    answer = desk.post("/patients/new", {**NEW, "zone": "America/New_York"})
    place = answer.location
    desk.post(place + "/screening", CLEAR)
    here = datetime.now(ZoneInfo("Europe/Berlin")).replace(tzinfo=None).isoformat()[:16]
    answer = desk.post(place + "/treatments/new",
                       {**TREATMENT, "treated_at": here, "depth_mm": "1,5"})
    assert answer.status_code == 303, answer.text
    assert f" {here[11:]} " in desk.get(answer.location).text


def test_a_treatment_is_kept_at_the_local_time_it_was_given_for(desk: Desk) -> None:
    place = add(desk)
    desk.post(place + "/screening", CLEAR)
    answer = desk.post(place + "/treatments/new", TREATMENT)
    assert answer.status_code == 303
    assert "10 Mar 10:30" in desk.get(answer.location).text


def test_the_clinics_zone_is_chosen_and_common_zones_come_first(desk: Desk) -> None:
    page = desk.get("/patients/new").text
    assert '<option selected value="Europe/Berlin">' in page
    assert page.count('value="Europe/Berlin"') == 1
    assert page.index("America/New_York") < page.index("Africa/Abidjan")


def test_an_invitation_is_mailed_once_sign_in_is_not_set_up(desk: Desk) -> None:
    place = add(desk)
    assert desk.post(place + "/invite", {}).status_code == 303
    assert "Invite again" in desk.get(place).text
    settled = desk.post(f"/patients/{desk.world.patient_id}/invite", {})
    assert settled.status_code == 422 and "already set up" in settled.text
