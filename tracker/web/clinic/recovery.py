"""One recovery: why it needs somebody, and what was done."""

from __future__ import annotations

from flask import render_template, request

from tracker.care.colours import readings
from tracker.care.reading import RecoveryPage, read_recovery
from tracker.recovery.assessment import KINDS
from tracker.recovery.outcomes import OUTCOMES, outcome_label
from tracker.recovery.screening import ITEMS
from tracker.recovery.symptoms import CORE, SCALES, SIGNS
from tracker.recovery.treatment import AREAS, MODALITIES, PRODUCTS
from tracker.web.charts import Curve
from tracker.web.clinic import bp
from tracker.web.clinic.faults import NO_FAULT, STEP_WORDS, Fault
from tracker.web.clinic.moments import when
from tracker.web.clinic.triage import STATES
from tracker.web.colour_chart import colour_charts
from tracker.web.context import now, session, viewer
from tracker.web.curves import curves
from tracker.web.photo_pairs import by_day, pair


@bp.get("/recoveries/<id:recovery_id>")
def recovery(recovery_id: str) -> str:
    """Curves against the band, flags with evidence, entries, mails, notes and the trail."""
    return show(recovery_id)


def show(recovery_id: str, fault: Fault = NO_FAULT) -> str:
    """The page, with what is wrong with a form of it that was sent."""
    page = read_recovery(session(), viewer(), recovery_id, now=now())
    return render_template(
        "clinic/recovery.html", page=page, charts=_charts(page), limits=_limits(page),
        scales=SCALES, signs=SIGNS, core=CORE, kinds=KINDS, outcomes=OUTCOMES, items=ITEMS,
        outcome_label=outcome_label, step_words=STEP_WORDS,
        areas=AREAS, modalities=MODALITIES, products=PRODUCTS, state=STATES[page.level],
        states=STATES, when=when, fault=fault, days=by_day(page.photos),
        pair=pair(page.photos, request.args.get("photo")),
        colours=colour_charts(readings(page.photos), min(page.day, 42)),
    )


def _charts(page: RecoveryPage) -> list[tuple[str, Curve, str]]:
    """A curve for each core symptom and each other that was answered, with today's comparison."""
    answered = {name for e in page.recovery.entries for name in e.scores}
    shown = [name for name in SCALES if name in CORE or name in answered]
    flagged = [(alert.symptom, alert.day) for episode in page.episodes for alert in episode.alerts]
    last = max([14, min(page.day, 42), *(entry.day for entry in page.recovery.entries)])
    drawn = curves(page.recovery, page.timeline, shown, last, flagged, page.day,
                   width=400, height=84, small=True)
    return [(name, one, _compared(page, name)) for name, one in drawn.items()]


def _compared(page: RecoveryPage, name: str) -> str:
    known = [e for e in page.recovery.entries if name in e.scores]
    if not known:
        return "not answered yet"
    most = page.timeline.expected(name, known[-1].day, page.recovery).most
    score = known[-1].scores[name]
    return f"{score} · as expected" if score <= most else f"{score} · expected ≤ {most}"


def _limits(page: RecoveryPage) -> dict[int, dict[str, int]]:
    """The highest score that is expected of each core symptom, on every day with an entry."""
    return {day: {name: page.timeline.expected(name, day, page.recovery).most for name in CORE}
            for day in {entry.day for entry in page.versions}}
