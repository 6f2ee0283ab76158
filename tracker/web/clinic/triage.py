"""Who needs me now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.patients import name_key
from tracker.care.triage import MOST_COUNTED, begins_with_own, newest_alert
from tracker.care.triage import triage as read_triage
from tracker.recovery.asking import WATCHED_DAYS
from tracker.recovery.days import day_number
from tracker.recovery.silence import silence
from tracker.recovery.symptoms import SCALES
from tracker.store.triage import CONCERN, EXPECTED, SILENT, URGENT, WATCH, Line
from tracker.web.charts import Spark, sparkline
from tracker.web.clinic import bp
from tracker.web.clinic.looking_for import sought_name, typed_name
from tracker.web.clinic.moments import when
from tracker.web.context import now, session, viewer
from tracker.web.paging import line_key, line_token
from tracker.web.times import age, local_day

LIST = "triage"
STATES = {3: URGENT, 2: CONCERN, 1: WATCH, 0: EXPECTED}
GROUPS = (URGENT, CONCERN, WATCH, SILENT, EXPECTED)
WHOSE = {"mine": True, "all": False}


@dataclass(frozen=True)
class Row:
    """One line of the triage as it is shown."""

    status: Line
    state: str
    day: int
    spark: Spark
    symptom: str
    why: str
    evidence: str
    last: str
    gap: str
    open_for: str
    waiting: bool
    wrote: str


@bp.post("/triage")
def find_in_triage() -> Response:
    """Look for a name."""
    whose = request.args.get("whose")
    return redirect(url_for("clinic.triage", whose=whose, name=typed_name()), 303)


@bp.get("/triage")
def triage() -> str:
    """Recoveries, worst first."""
    state, whose = request.args.get("state"), request.args.get("whose")
    if state not in (None, *GROUPS) or whose not in (None, *WHOSE):
        abort(404)
    own = begins_with_own(viewer()) if whose is None else WHOSE[whose]
    name = sought_name()
    # Who is looked for is found, whoever treated them.
    after = line_key(LIST, request.args.get("after"))
    found = read_triage(session(), viewer(), state=state, own=own and not name,
                        name_key=name_key(name), after=after, now=now())
    return render_template(
        "clinic/triage.html", rows=[_row(status) for status in found.rows],
        counts={group: _counted(found.counts[group]) for group in GROUPS},
        state_chosen=state, whose=whose, own=own, q=name, groups=GROUPS,
        more=line_token(LIST, found.more),
        headline=_headline(found.counts), news=_news(found.newest),
        places=url_for("clinic.recovery", recovery_id="-")[:-1], delivery=found.delivery,
        erasures=[(number, who, local_day(by, current_user.clinic.zone))
                  for number, who, by in found.erasures],
        since=when(found.delivery.since) if found.delivery.since else "",
        swept=age(now() - found.delivery.last_sweep) if found.delivery.last_sweep else "",
    )


@bp.get("/triage/news")
def news() -> dict[str, str]:
    """What an open list compares with what it was made of: it tells of nobody."""
    return {"news": _news(newest_alert(session()))}


def _news(newest: datetime | None) -> str:
    return newest.isoformat() if newest else ""


def _counted(number: int) -> str:
    return f"{MOST_COUNTED}+" if number >= MOST_COUNTED else str(number)


def _headline(counts: Mapping[str, int]) -> str:
    urgent, concern = counts[URGENT], counts[CONCERN]
    if urgent:
        return "1 person needs you now" if urgent == 1 else f"{urgent} people need you now"
    if concern:
        return f"Nobody is urgent. {concern} to look at within 48 hours."
    return "Nobody needs you now."


def _row(status: Line) -> Row:
    today = day_number(status.treated_at, now(), status.zone)
    # Reckoned here, for the daily look may not have come by yet.
    spark, silent = status.spark, silence(status.last_day, today, status.level)
    state, why, evidence = STATES[status.level], status.reason, status.evidence
    if status.level == 0 and silent:
        state, why = SILENT, status.reason or "No entry since the treatment"
        if status.last_day is not None:
            why = f"No entry for {silent} days"
        evidence = "Healing cannot be judged"
    band = list(zip(range(len(spark["median"])), spark["median"], spark["limit"], strict=True))
    # Today can still be answered, so it is not missed yet.
    missed = len(set(range(min(today, WATCHED_DAYS + 1))) - set(status.entry_days))
    last = "no entry" if status.last_day is None else f"day {status.last_day}"
    gap = f"{missed} missed" if missed else ""
    if status.level and silent:
        gap = f"silent {silent} days"
    return Row(
        status, state, today,
        sparkline(spark["points"], band[: WATCHED_DAYS + 1 if today <= WATCHED_DAYS else None],
                  max(WATCHED_DAYS, len(band) - 1), frozenset(spark["flagged"])),
        SCALES[spark["symptom"]].label, why, evidence,
        "today" if status.last_day == today else last, gap,
        age(now() - status.open_since) if status.open_since else "",
        status.level > 0 and status.rank % 10 >= 5,
        age(now() - status.unread_since) if status.unread_since else "",
    )
