"""Who needs me now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import abort, render_template, request, url_for
from flask_login import current_user

from tracker.care.patients import name_key
from tracker.care.reading import MOST_COUNTED
from tracker.care.reading import triage as read_triage
from tracker.recovery.asking import WATCHED_DAYS, silent_days
from tracker.recovery.days import day_number
from tracker.recovery.symptoms import SCALES
from tracker.store.triage import Line, Place
from tracker.web.charts import Spark, sparkline
from tracker.web.clinic import bp
from tracker.web.clinic.moments import when
from tracker.web.clinic.paging import page_key, page_token
from tracker.web.context import now, session, viewer
from tracker.web.times import age, local_day

LIST = "triage"
STATES = {3: "urgent", 2: "concern", 1: "watch", 0: "expected"}


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
    missed: int
    open_for: str


@bp.route("/triage", methods=["GET", "POST"])
def triage() -> str:
    """The clinic's recoveries, worst first. A search is posted: names stay out of addresses."""
    level = request.args.get("level", type=int)
    if level is not None and level not in STATES:
        abort(404)
    name = typed_name()
    found = read_triage(session(), viewer(), level=level, name_key=name_key(name),
                        after=_place(request.args.get("after")), now=now())
    more = found.more and page_token(
        LIST, found.more.rank, found.more.treated_at.isoformat(), found.more.recovery_id)
    return render_template(
        "clinic/triage.html", rows=[_row(status) for status in found.rows],
        counts={level: _counted(found.counts.get(level, 0), level) for level in STATES},
        level=level, q=name, more=more, states=STATES, headline=_headline(found.counts),
        places=url_for("clinic.recovery", recovery_id="-")[:-1], delivery=found.delivery,
        erasures=[(number, who, local_day(by, current_user.clinic.zone))
                  for number, who, by in found.erasures],
        since=when(found.delivery.since) if found.delivery.since else "",
        swept=age(now() - found.delivery.last_sweep) if found.delivery.last_sweep else "",
    )


def _counted(number: int, level: int) -> str:
    return f"{number}+" if level == 0 and number >= MOST_COUNTED else str(number)


def typed_name() -> str:
    """The name that was searched for; PostgreSQL takes no NUL in a text."""
    return request.form.get("q", "").replace("\0", "")[:120]


def _headline(counts: Mapping[int, int]) -> str:
    urgent, concern = counts.get(3, 0), counts.get(2, 0)
    if urgent:
        return "1 person needs you now" if urgent == 1 else f"{urgent} people need you now"
    if concern:
        return f"Nobody is urgent. {concern} to look at within 48 hours."
    return "Nobody needs you now."


def _row(status: Line) -> Row:
    today = day_number(status.treated_at, now(), status.zone)
    spark, silent = status.spark, silent_days(status.last_day, today)
    state, why, evidence = STATES[status.level], status.reason, status.evidence
    if status.level == 0 and silent:
        state, why = "silent", status.reason or "No entry since the treatment"
        if status.last_day is not None:
            why = f"No entry for {silent} days"
        evidence = "Healing cannot be judged"
    band = list(zip(range(len(spark["median"])), spark["median"], spark["limit"], strict=True))
    # Today can still be answered, so it is not missed yet.
    missed = len(set(range(min(today, WATCHED_DAYS + 1))) - set(status.entry_days))
    last = "no entry" if status.last_day is None else f"day {status.last_day}"
    return Row(
        status, state, today,
        sparkline(spark["points"], band[: WATCHED_DAYS + 1 if today <= WATCHED_DAYS else None],
                  max(WATCHED_DAYS, len(band) - 1), frozenset(spark["flagged"])),
        SCALES[spark["symptom"]].label, why, evidence,
        "today" if status.last_day == today else last, missed,
        age(now() - status.open_since) if status.open_since else "",
    )


def _place(token: str | None) -> Place | None:
    key = page_key(LIST, token)
    if key is None:
        return None
    rank, treated_at, recovery_id = key
    return Place(int(rank), datetime.fromisoformat(str(treated_at)), str(recovery_id))
