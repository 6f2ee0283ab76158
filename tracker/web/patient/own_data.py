"""What is kept about the patient: to take away, in three forms."""

from __future__ import annotations

from flask import Response, abort, get_template_attribute, render_template

from tracker.care import throttle
from tracker.care.erasure import own_request
from tracker.care.own_data import OwnData, own_data
from tracker.care.own_recovery import OwnRecovery
from tracker.fhir.record import record_json
from tracker.recovery.symptoms import CORE, SCALES
from tracker.report.record import Curves, record_pdf
from tracker.report.spreadsheet import record_csv
from tracker.report.typesetting import Drawn
from tracker.web.context import now, session, settings, viewer
from tracker.web.languages import language, told
from tracker.web.patient import bp
from tracker.web.patient.own_curves import own_curves
from tracker.web.times import local_day


@bp.get("/your-data")
def your_data() -> str:
    """What can be taken away, and what has become of a wish to have it erased."""
    return render_template("patient/your_data.html", erasure=own_request(session(), viewer()),
                           on=local_day)


@bp.get("/your-data/record.pdf")
def download_pdf() -> Response:
    """To read and to print."""
    data = _data("PDF")
    return _file(record_pdf(data, _curves(data), language()), "application/pdf", "pdf")


@bp.get("/your-data/record.csv")
def download_csv() -> Response:
    """For a spreadsheet."""
    data = _data("CSV")
    return _file(record_csv(data), "text/csv; charset=utf-8", "csv")


@bp.get("/your-data/record.json")
def download_fhir() -> Response:
    """For another health app."""
    data = _data("FHIR")
    return _file(record_json(data, settings().base_url), "application/fhir+json", "json")


def _data(form: str) -> OwnData:
    """What is handed out; not without end, since making it takes its time."""
    mine = ((throttle.DOWNLOAD, str(viewer().person_id)),)
    if throttle.take(session(), mine, now=now()) is None:
        abort(429)
    return own_data(session(), viewer(), form, now=now())


def _file(content: bytes | str, kind: str, ending: str) -> Response:
    """A file to keep, under a name that tells nobody what is in it."""
    name = f"record-{now():%Y-%m-%d}.{ending}"
    return Response(content, content_type=kind,
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _curves(data: OwnData) -> Curves:
    """The same curves as on the pages, from the same template."""
    return {course.own.row.id: _drawn(course.own) for course in data.courses}


def _drawn(own: OwnRecovery) -> list[Drawn]:
    draw = get_template_attribute("charts/curve.html", "curve")
    answered = {name for entry in own.recovery.entries for name in entry.scores}
    shown = [name for name in SCALES if name in CORE or name in answered]
    return [Drawn(told(SCALES[name].label), chart.summary, str(draw(chart, name)))
            for name, chart in own_curves(own, shown).items()]
