"""What the clinic's recoveries show together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from flask import Response, render_template, request

from tracker.care.cohort import CohortPage, Figures, look, proposed_timeline
from tracker.care.viewer import Refused
from tracker.recovery.assessment import KINDS
from tracker.recovery.cohort.centiles import LEAST
from tracker.recovery.cohort.choosing import FIELDS
from tracker.recovery.cohort.proposing import Moved
from tracker.recovery.cohort.shrinking import FEW
from tracker.recovery.symptoms import CORE, SCALES
from tracker.recovery.timeline import Timeline, load_timeline
from tracker.web.charts import Curve, curve
from tracker.web.clinic import bp
from tracker.web.cohort_charts import CentileChart, centile_chart
from tracker.web.context import now, session, viewer

SHORTEST = 14
"""Days that a chart shows at least."""


@bp.get("/cohort")
def cohort() -> str | tuple[str, int]:
    """Curves, days to clear, complications, answering, alerts: of all recoveries or of a choice."""
    page = look(session(), viewer(), _asked(), now=now())
    text = _rendered(page)
    return (text, 422) if page.errors else text


@bp.get("/cohort/timeline.yaml")
def cohort_timeline() -> Response | tuple[str, int]:
    """The published timeline moved towards the chosen recoveries, as a file."""
    try:
        name, text = proposed_timeline(session(), viewer(), _asked(), now=now())
    except Refused as refused:
        page = look(session(), viewer(), {}, now=now())
        return _rendered(CohortPage(page.offered, _asked(), refused.errors, None, None)), 422
    return Response(text, mimetype="application/yaml",
                    headers={"Content-Disposition": f'attachment; filename="own-{name}"'})


def _asked() -> dict[str, str]:
    return {name: token for name, token in request.args.items() if token}


def _rendered(page: CohortPage) -> str:
    figures = page.figures
    return render_template(
        "clinic/cohort.html", page=page, figures=figures, fields=FIELDS, kinds=KINDS,
        least=LEAST, few=FEW, infinite=inf, headline=_headline(page),
        core=_charts(figures, True) if figures else [],
        further=_charts(figures, False) if figures else [],
        own=_own(figures, page.asked["modality"]) if figures and figures.moved else None,
    )


def _headline(page: CohortPage) -> str:
    if page.errors:
        return "Please look at the choices"
    if page.count is None:
        return "This group is too small to be shown"
    if not page.figures:
        return "No recoveries like these yet"
    told = f"{page.count} {'recovery' if page.count == 1 else 'recoveries'}"
    median = page.figures.clearing.median
    if median is None or page.figures.clearing.of < LEAST:
        return told
    return f"{told}: half are clear by day {median:g}"


def _charts(figures: Figures, core: bool) -> list[CentileChart]:
    """The curves of what everybody is asked, or of what some are asked besides."""
    names = [name for name in figures.curves if (name in CORE) == core]
    last = max((days[-1].day for days in figures.curves.values()), default=0)
    charts = []
    for name in names:
        band = []
        if core:
            medians, limits = figures.band[:, CORE.index(name)]
            band = [(day, float(median), float(limit))
                    for day, (median, limit) in enumerate(zip(medians, limits, strict=True))]
        charts.append(centile_chart(SCALES[name].label, figures.curves[name], band,
                                    max(last, SHORTEST)))
    return charts


@dataclass(frozen=True)
class Own:
    """The own band beside the published one: a chart for each course that would move, the `still`
    ones in words, and how many limits would rise or fall."""

    charts: list[tuple[Moved, Curve]]
    still: list[str]
    depth_told: bool
    higher: int
    lower: int
    version: str


def _own(figures: Figures, modality: str) -> Own:
    limits = [day.limit for one in figures.moved for day in one.days]
    line = load_timeline(modality)
    deep = bool(line.depth_factor)
    still = [SCALES[one.symptom].label + (f" near {one.depth_mm:g} mm" if deep else "")
             for one in figures.moved if not one.moves]
    return Own([(one, _own_chart(line, one)) for one in figures.moved if one.moves], still, deep,
               sum(after > before for before, after in limits),
               sum(after < before for before, after in limits), line.version)


def _own_chart(line: Timeline, one: Moved) -> Curve:
    """The published band, and the own limit as a line over the days that have answers enough."""
    label = SCALES[one.symptom].label
    course = next(c for c in line.courses[one.symptom] if c.depth_mm == one.depth_mm)
    chart = curve(
        label, [], [(day, *course.on(day)) for day in range(int(course.days[-1]) + 1)],
        int(course.days[-1]), own=[(day.day, day.median[1], day.limit[1]) for day in one.days],
        width=420, height=150, small=True,
    )
    moved = [f"day {day.day}: {day.limit[1]:g} instead of {day.limit[0]:g}" for day in one.days
             if day.limit[0] != day.limit[1]]
    told = "; ".join(moved) or "as published on every day"
    return replace(chart, summary=f"{label}, own limit at {one.depth_mm:g} mm: {told}.")
