"""One recovery: why it needs somebody, and what was done."""

from __future__ import annotations

from flask import render_template, request

from tracker.care.colours import readings
from tracker.care.reading import RecoveryPage, read_recovery
from tracker.recovery.assessment import KINDS
from tracker.recovery.outcomes import OUTCOMES, outcome_label
from tracker.recovery.screening import ITEMS
from tracker.recovery.silence import silence
from tracker.recovery.symptoms import CORE, SCALES, SIGNS
from tracker.recovery.treatment import AREAS, MODALITIES, PRODUCTS
from tracker.store.triage import SILENT
from tracker.web.clinic import bp
from tracker.web.clinic.courses import AXIS_DAYS, compared, courses, limits
from tracker.web.clinic.faults import NO_FAULT, STEP_WORDS, Fault
from tracker.web.clinic.lanes import lanes
from tracker.web.clinic.moments import clock
from tracker.web.clinic.triage import STATES
from tracker.web.colour_chart import colour_charts
from tracker.web.context import now, session, viewer
from tracker.web.photo_pairs import by_day, pair
from tracker.web.times import local_day

LABELS = {name: str(scale.label) for name, scale in SCALES.items()}
"""In English, as staff read: a table of many answers says them again and again."""


@bp.get("/recoveries/<id:recovery_id>")
def recovery(recovery_id: str) -> str:
    """Curves against the band, flags with evidence, entries, mails, notes and the trail."""
    return show(recovery_id)


def show(recovery_id: str, fault: Fault = NO_FAULT) -> str:
    """The page, with what is wrong with a form of it that was sent."""
    page = read_recovery(session(), viewer(), recovery_id, beside=request.args.get("beside"),
                         now=now())
    drawn = courses(page, small=True)
    return render_template(
        "clinic/recovery.html", page=page, limits=limits(page),
        charts=[(name, one, compared(page, name)) for name, one in drawn.items()],
        axis=(axis := next(reversed(drawn.values()))), lanes=lanes(page, axis.frame),
        changed=any(one.hollow for one in drawn.values()),
        labels=LABELS, signs=SIGNS, core=CORE, kinds=KINDS, outcomes=OUTCOMES, items=ITEMS,
        outcome_label=outcome_label, step_words=STEP_WORDS,
        areas=AREAS, modalities=MODALITIES, products=PRODUCTS, state=_state(page),
        states=STATES, when=clock(), on=local_day, fault=fault,
        days=by_day(page.photos), pair=pair(page.photos, request.args.get("photo")),
        colours=colour_charts(readings(page.photos), min(page.day, AXIS_DAYS)),
    )


def _state(page: RecoveryPage) -> str:
    """As the triage says it: who has gone silent is not called as expected."""
    last_day = max((entry.day for entry in page.recovery.entries), default=None)
    quiet = page.level == 0 and silence(last_day, page.day, page.level)
    return SILENT if quiet else STATES[page.level]
