"""Who opened the patient's record."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from flask import render_template, request
from flask_login import current_user

from tracker.care.openings import Opened, who_opened
from tracker.web.context import now, session, viewer
from tracker.web.paging import place_key, place_token
from tracker.web.patient import bp
from tracker.web.times import local_day, local_time

LIST = "openings"


@bp.get("/your-data/opened")
def openings() -> str:
    """What others did with the record, day by day, the newest first."""
    before = place_key(LIST, request.args.get("before"))
    page = who_opened(session(), viewer(), before, now=now())
    zone = current_user.clinic.zone
    days = [(day, _told_once(list(steps)))
            for day, steps in groupby(page.steps, lambda step: local_day(step.at, zone))]
    return render_template(
        "patient/openings.html", days=days, zone=zone, at=local_time, earlier=before is not None,
        more=place_token(LIST, page.more))


def _told_once(steps: list[Opened]) -> list[Opened]:
    """What somebody did several times in a row, as one step."""
    together = (list(same) for _, same in groupby(steps, lambda one: (one.who, one.what)))
    return [replace(same[0], times=len(same)) for same in together]
