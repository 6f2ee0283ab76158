"""What follows from judging a recovery: alerts, mails and the row that lists show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.care.overriding import inherited
from tracker.care.telling import Plan
from tracker.recovery.assessment import KINDS, Flag, Level
from tracker.recovery.days import day_number
from tracker.recovery.symptoms import SCALES
from tracker.recovery.timeline import Timeline
from tracker.recovery.treatment import Recovery
from tracker.store import outbox, people_queries, work
from tracker.store.alerts import Alert
from tracker.store.given import Given

SPARK_DAYS = 14


def fresh_alerts(
    row: Given, flags: Sequence[Flag], known: Sequence[Alert], now: datetime
) -> list[Alert]:
    """An alert, not yet stored, for each flag that is not told by a known one."""
    return [_alert(row, flag, now, **inherited(flag, known)) for flag in flags
            if not _told(flag, row, known)]


def told_again(row: Given, flags: Iterable[Flag], now: datetime) -> list[Alert]:
    """An alert for each of these flags, whatever is known; nobody's level holds for it."""
    return [_alert(row, flag, now) for flag in {flag.kind: flag for flag in flags}.values()]


def _alert(row: Given, flag: Flag, now: datetime, **override: Any) -> Alert:
    return Alert(
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        recovery_id=row.id,
        kind=str(flag.kind),
        level=int(flag.level),
        day=flag.day,
        symptom=flag.symptom,
        reasons=list(flag.reasons),
        weights=dict(flag.weights),
        days=list(flag.days),
        clears=flag.clears,
        raised_at=now,
        **override,
    )


def raise_alerts(
    session: Session, alerts: Sequence[Alert], plan: Plan, now: datetime
) -> list[str]:
    """Store the alerts, and the mails of what is told at once. Returns their Message-IDs.

    The list row is written before: they carry its version.
    """
    at_once = [alert for alert in alerts if plan.told_at_once(alert, now)]
    for alert in alerts:
        work.add_alert(session, alert)
    return _queue_mails(session, at_once, plan, now)


def _told(flag: Flag, row: Given, known: Sequence[Alert]) -> bool:
    """Whether an alert tells it already: an open one, or one closed on that day or later."""
    return any(
        (alert.kind, alert.level) == (flag.kind, flag.level)
        and (alert.resolved_at is None or _closed_on(row, alert.resolved_at) >= flag.day)
        for alert in known
    )


def _closed_on(row: Given, moment: datetime) -> int:
    return day_number(row.treated_at, moment, row.zone)


def settled_days(row: Given, known: Sequence[Alert]) -> dict[str, int]:
    """For each kind that a clinician closed, the day of the last closing."""
    days: dict[str, int] = {}
    for alert in known:
        if alert.resolved_at is not None:
            day = _closed_on(row, alert.resolved_at)
            days[alert.kind] = max(day, days.get(alert.kind, day))
    return days


def _queue_mails(
    session: Session, alerts: Sequence[Alert], plan: Plan, now: datetime
) -> list[str]:
    """One mail for each alert and person on call, without a word about health."""
    return [
        outbox.queue_mail(
            session,
            clinic_id=alert.clinic_id,
            recipient=one.email,
            recipient_name=one.name,
            template="alert",
            context={"path": f"/recoveries/{alert.recovery_id}", "clinic": plan.team.clinic,
                     "urgent": alert.weight == Level.URGENT},
            now=now,
            alert=alert,
        )
        for alert in alerts
        for one in plan.people
    ]


def list_values(
    session: Session, alerts: Sequence[Alert], recovery: Recovery, timeline: Timeline
) -> dict[str, Any]:
    """What the list row says of the open alerts and the curve."""
    open_alerts = [alert for alert in alerts if alert.resolved_at is None]
    worst = max(open_alerts, key=lambda a: (a.weight, -a.day), default=None)
    spark = spark_data(recovery, timeline, worst)
    if worst is None:
        return {"level": 0, "rank": 0, "reason": "", "evidence": "", "open_since": None,
                "taken_by": "", "assigned_to": None, "spark": spark}
    peers = [alert for alert in open_alerts if alert.weight == worst.weight]
    waiting = any(alert.acknowledged_at is None for alert in peers)
    holder = worst.assigned_to if all(alert.assigned_to for alert in peers) else None
    return {
        "level": int(worst.weight),
        "rank": worst.weight * 10 + (5 if waiting else 0),
        # The list has one line for it; the page of the recovery has the whole sentence.
        "reason": _short(worst.reasons[0]),
        "evidence": _evidence(worst),
        "open_since": min(alert.raised_at for alert in peers),
        "taken_by": people_queries.name_of(session, holder) if holder else "",
        "assigned_to": holder,
        "spark": spark,
    }


def _short(reason: str) -> str:
    return reason.split(" after ")[0].replace("expected at most", "expected ≤")[:400]


def _evidence(worst: Alert) -> str:
    more = worst.reasons[1] if len(worst.reasons) > 1 else ""
    label = f"May be {KINDS[worst.kind][0].lower()}{KINDS[worst.kind][1:]}"
    return f"{label}. {more}"[:400] if more else label


def spark_data(recovery: Recovery, timeline: Timeline, worst: Alert | None) -> dict[str, object]:
    """The few numbers a sparkline needs: the flagged symptom, its points, its band."""
    symptom = worst.symptom if worst and worst.symptom in SCALES else "redness"
    points = [[e.day, e.scores[symptom]] for e in recovery.entries if symptom in e.scores]
    last = max([SPARK_DAYS, *(day for day, _ in points)])
    band = timeline.expected_until(symptom, last, recovery)
    return {
        "symptom": symptom,
        "points": points,
        "median": [round(b.median, 1) for b in band],
        "limit": [round(b.limit, 1) for b in band],
        "flagged": [worst.day] if worst else [],
    }
