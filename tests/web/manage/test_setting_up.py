"""The pages of setting up a clinic: what is wrong stands beside its field, and nothing is lost."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import CALM, World
from tests.web.patient.conftest import signed_in
from tracker.care import presets, recoveries
from tracker.mail.message import compose
from tracker.recovery.screening import ITEMS
from tracker.store.alerts import Outbox
from tracker.store.people import Clinic, Person
from tracker.store.scope import EVERYBODY, set_scope

PROFILE = {"name": "Clinic harbour", "phone": "555 0100", "hours": "", "after_hours_phone": "",
           "emergency_number": "112", "zone": "Europe/Berlin", "false_alerts": "3"}
PRESET = {"name": "Face, first", "modality": "pen", "depth_mm": "1,25", "passes": "4",
          "area": "face", "device": "Pen A", "product": "dermal", "product_name": "Gel"}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize(("field", "typed"), [
    ("phone", ""), ("phone", "1" * 41), ("zone", "Mars"), ("hours", "a\0b"),
    ("false_alerts", "50"), ("false_alerts", "nan"), ("false_alerts", "9" * 5000),
    ("false_alerts", ""), ("emergency_number", " "),
])
def test_a_refused_profile_comes_back_as_typed(
    desk: FlaskClient, field: str, typed: str
) -> None:
    answer = desk.post("/clinic", data={**PROFILE, "name": "Kept name", field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and 'value="Kept name"' in answer.text


def test_a_profile_is_saved_and_an_older_form_says_so(
    desk: FlaskClient, session: Session
) -> None:
    seen = hidden(desk.get("/clinic").text, "seen")
    first = {**PROFILE, "hours": "Weekdays", "false_alerts": "0,5", "seen": seen}
    assert desk.post("/clinic", data=first).status_code == 303
    stale = desk.post("/clinic", data={**PROFILE, "hours": "Never", "seen": seen})
    assert stale.status_code == 422 and "Somebody changed this" in stale.text
    assert 'value="Never"' in stale.text
    again = {**PROFILE, "hours": "Never", "seen": hidden(stale.text, "seen")}
    assert desk.post("/clinic", data=again).status_code == 303
    clinic = session.get_one(Clinic, 1)
    assert (clinic.hours, clinic.false_alerts) == ("Never", 3)


def test_the_clinics_words_are_shown_to_its_patients_as_plain_text(
    desk: FlaskClient, config: Config, world: World
) -> None:
    words = "<script>alert(1)</script> & our gel\nTwice a day"
    form = {"words-all": words, "words-de": "x" * 2001,
            "seen": hidden(desk.get("/clinic/aftercare").text, "seen")}
    wrong = desk.post("/clinic/aftercare", data=form)
    assert wrong.status_code == 422 and 'id="words-de-error"' in wrong.text
    assert "Twice a day" in wrong.text
    right = {**form, "words-de": "", "seen": hidden(wrong.text, "seen")}
    assert desk.post("/clinic/aftercare", data=right).status_code == 303
    phone = signed_in(config, world.patient_email)
    saved = phone.post("/check-in/4", data={**CALM, "version": "0"}).location
    for page in ("/what-to-expect", saved):
        shown = phone.get(page).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; our gel\nTwice a day" in shown, page


def test_somebody_is_invited_and_lands_where_they_work(
    desk: FlaskClient, session: Session, config: Config
) -> None:
    form = {"name": "Ada New", "email": "ada@harbour.example", "role": "auditor"}
    for field, typed in (("email", "nowhere"), ("email", "doctor@harbour.example"),
                         ("role", "patient"), ("role", ""), ("name", "x" * 121)):
        answer = desk.post("/clinic/staff/new", data={**form, field: typed})
        assert answer.status_code == 422 and f'id="{field}-error"' in answer.text, (field, typed)
    assert desk.post("/clinic/staff/new", data=form).status_code == 303
    assert "invited" in desk.get("/clinic/staff").text
    set_scope(session, EVERYBODY)
    mail = session.scalars(select(Outbox).order_by(Outbox.id.desc())).first()
    assert mail is not None
    link = str(mail.context["path"])
    composed = compose(mail, config)
    assert composed["Subject"] == "You are invited to the staff of Clinic harbour"
    assert link in composed.get_content()
    page = signed_in(config, "nobody@harbour.example")
    told = page.get(link).text
    assert "invites you to its staff" in told and "skin heals" not in told
    assert page.post(link, data={"way": "mail"}).status_code == 303
    assert page.get("/").location == "/triage"
    assert page.get("/triage").status_code == 200
    assert "Somebody" not in page.get("/clinic/staff").text


def test_whoever_is_shut_out_is_out_with_their_next_click(
    desk: FlaskClient, config: Config, world: World, session: Session
) -> None:
    doctor = signed_in(config, world.staff_email)
    assert doctor.get("/triage").status_code == 200
    place = f"/clinic/staff/{world.staff.person_id}"
    assert desk.post(f"{place}/role", data={"role": "auditor"}).status_code == 303
    assert doctor.get("/triage").status_code == 200
    assert doctor.post(f"/recoveries/{world.recovery_id}/take").status_code == 403
    assert desk.post(f"{place}/active", data={"active": "no"}).status_code == 303
    assert doctor.get("/triage").status_code == 302
    me = session.scalars(select(Person.id).where(Person.email == "manager@harbour.example")).one()
    for act, form in (("role", {"role": "clinician"}), ("active", {"active": "no"})):
        answer = desk.post(f"/clinic/staff/{me}/{act}", data=form)
        assert answer.status_code == 422 and "Nobody else here could manage" in answer.text


def test_the_catalogue_fills_in_a_treatment_and_keeps_what_was_typed(
    desk: FlaskClient, session: Session, world: World
) -> None:
    for field, typed in (("name", ""), ("depth_mm", "9"), ("passes", "9" * 400),
                         ("modality", "magic"), ("device", "a\0b"), ("area", "moon")):
        answer = desk.post("/clinic/treatments/new", data={**PRESET, field: typed})
        assert answer.status_code == 422, field
        assert "form-error" in answer.text
    assert desk.post("/clinic/treatments/new", data=PRESET).status_code == 303
    twice = desk.post("/clinic/treatments/new", data=PRESET)
    assert twice.status_code == 422 and 'id="name-error"' in twice.text
    set_scope(session, world.staff.scope)
    row = presets.offered(session)[0]
    answers = dict.fromkeys(ITEMS, False)
    recoveries.answer_screening(session, world.staff, world.patient_id, answers,
                                now=datetime.now(UTC))
    page = f"/patients/{world.patient_id}/treatments/new"
    typed = {"treated_at": "2026-03-10T10:30", "product_lot": "L-7", "depth_mm": "3",
             "modality": "rf", "product": "unknown", "fill": "Fill in"}
    filled = desk.post(page, data={**typed, "preset": str(row.id)})
    assert filled.status_code == 200
    for value in ('value="2026-03-10T10:30"', 'value="L-7"', 'value="1.25"', 'value="Pen A"',
                  '<option selected value="pen">', 'checked class="form-check-input" id="area-0"'):
        assert value in filled.text, value
    nothing = desk.post(page, data={**typed, "preset": "99"})
    assert nothing.status_code == 422 and 'id="preset-error"' in nothing.text
    assert 'value="3"' in nothing.text
    desk.post(f"/clinic/treatments/{row.id}/archive", data={"archived": "yes"})
    assert "Face, first" not in desk.get(page).text
    assert "Face, first" in desk.get("/clinic/treatments").text


def test_a_file_is_looked_at_and_then_imported(desk: FlaskClient, world: World) -> None:
    def sent(text: bytes) -> dict[str, object]:
        return {"file": (io.BytesIO(text), "x.csv")}

    none = desk.post("/clinic/import", data={})
    assert none.status_code == 422 and 'id="file-error"' in none.text
    head = b"name,email,skin_type,treated_on,modality,depth_mm\n"
    wrong = desk.post("/clinic/import", data=sent(head + b"<b>,x,9,,,"))
    assert wrong.status_code == 422 and "2 things to mend" in wrong.text
    assert "Import all" not in wrong.text
    assert desk.post("/clinic/import/carry-out", data={"file": "forged"}).status_code == 422
    big = desk.post("/clinic/import", data=sent(head + b"x" * 600_000))
    assert big.status_code == 422 and "500 KB" in big.text
    example = desk.get("/clinic/import/example.csv").data
    seal = hidden(desk.post("/clinic/import", data=sent(example)).text, "file")
    done = desk.post("/clinic/import/carry-out", data={"file": seal}, follow_redirects=True)
    assert "1 patient and 1 treatment" in done.text and "Erika Example" in done.text
    twice = desk.post("/clinic/import/carry-out", data={"file": seal})
    assert twice.status_code == 422 and "a patient&#39;s here already" in twice.text
    assert "Imported, no entry yet" in desk.get("/triage").text
    link = re.search('/recoveries/[^"]+(?=">Erika)', desk.get("/triage").text)
    assert link is not None and "not recorded here" in desk.get(link[0]).text
