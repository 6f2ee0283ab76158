"""The contraindication screening, and a named clinician's clearance of each finding."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.patient_record import read_patient
from tracker.care.recoveries import answer_screening, clear_item, screened
from tracker.care.viewer import Refused
from tracker.recovery.screening import ITEMS
from tracker.web.clinic import bp
from tracker.web.context import now, session, viewer


@bp.route("/patients/<id:patient_id>/screening", methods=["GET", "POST"])
def screening(patient_id: str) -> str | tuple[str, int] | Response:
    """Ask every item; what is answered with yes waits for a clinician."""
    if request.method == "GET":
        return _page(patient_id)
    answers = {name: request.form[name] == "yes" for name in ITEMS
               if request.form.get(name) in ("yes", "no")}
    try:
        answer_screening(session(), viewer(), patient_id, answers, now=now())
    except Refused as refused:
        return _page(patient_id, refused.errors), 422
    state = screened(session(), patient_id, now=now())
    after = "clinic.new_treatment" if state.clear else "clinic.screening"
    return redirect(url_for(after, patient_id=patient_id), 303)


@bp.post("/patients/<id:patient_id>/screening/<item>")
def clear(patient_id: str, item: str) -> Response | tuple[str, int]:
    """Record the signed-in clinician's decision on one item."""
    decision = request.form.get("cleared")
    try:
        if decision not in ("yes", "no"):
            raise Refused({"cleared": "Please choose yes or no."})
        clear_item(session(), viewer(), patient_id, item, decision == "yes",
                   request.form.get("reason", ""), now=now())
    except Refused as refused:
        return _page(patient_id, undecided={item: refused.errors}), 422
    return redirect(url_for("clinic.screening", patient_id=patient_id), 303)


def _page(patient_id: str, errors: dict[str, str] | None = None,
          undecided: dict[str, dict[str, str]] | None = None) -> str:
    """The page; `errors` of the questions, `undecided` of the decision on one item."""
    record = read_patient(session(), viewer(), patient_id, now=now())
    state = screened(session(), patient_id, now=now())
    known = state.screening.answers if state.screening else {}
    typed = {name: "yes" if answer else "no" for name, answer in known.items()}
    return render_template("clinic/screening.html", record=record, state=state, items=ITEMS,
                           typed={**typed, **request.form}, errors=errors or {},
                           undecided=undecided or {})
