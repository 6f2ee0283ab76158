"""One recovery on paper, for the record or a referral."""

from __future__ import annotations

from flask import Response, abort, get_template_attribute, request

from tracker.care import throttle
from tracker.care.reading import RecoveryPage
from tracker.care.report import report_on
from tracker.report.recovery import report_pdf
from tracker.report.typesetting import Drawn
from tracker.web.clinic import bp
from tracker.web.clinic.courses import courses
from tracker.web.context import now, session, viewer


@bp.get("/recoveries/<id:recovery_id>/report.pdf")
def report(recovery_id: str) -> Response:
    """The report as PDF; free text stands in it only where `notes` was ticked."""
    mine = ((throttle.DOWNLOAD, str(viewer().person_id)),)
    if throttle.take(session(), mine, now=now()) is None:
        abort(429)
    made = report_on(session(), viewer(), recovery_id,
                     with_notes=request.args.get("notes") == "yes", now=now())
    # The name of the file tells nobody whose it is.
    name = f"recovery-{now():%Y-%m-%d}.pdf"
    return Response(report_pdf(made, _drawn(made.page)), content_type="application/pdf",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _drawn(page: RecoveryPage) -> list[Drawn]:
    """The curves of the page, larger, from the same template."""
    draw = get_template_attribute("charts/curve.html", "curve")
    return [Drawn(chart.label, chart.summary, str(draw(chart, name)))
            for name, chart in courses(page, small=False).items()]
