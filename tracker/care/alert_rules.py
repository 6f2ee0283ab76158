"""A clinic's rules of telling: read by everybody there, set by its manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.rota import editors_team, may_edit
from tracker.care.viewer import Refused, Viewer
from tracker.duty.rules import CONCERN_HOURS, URGENT_MINUTES, Rules
from tracker.recovery.reminding import next_due
from tracker.store import duty_queries, trail
from tracker.store.database import writing


@dataclass(frozen=True)
class RulesPage:
    """The rules with the number of their changes, and whether the viewer may change them."""

    rules: Rules
    version: int
    may_edit: bool
    zone: str


def read_rules(session: Session, viewer: Viewer, *, now: datetime) -> RulesPage:
    """The clinic's rules; the usual ones before it set any."""
    team = duty_queries.team(session, viewer.clinic_id, now)
    row = duty_queries.rules_row(session, viewer.clinic_id)
    return RulesPage(team.rules, row.version if row else 0, may_edit(team, viewer),
                     team.rota.zone)


def set_rules(
    session: Session, viewer: Viewer, rules: Rules, *, version: int, now: datetime
) -> None:
    """Set all rules. `version` is that of the rules that were shown.

    Raises NotFound for whoever may not, or Refused with every fault.
    """
    errors = _faults(rules)
    if errors:
        raise Refused(errors)
    with writing(session):
        team = editors_team(session, viewer, now)
        row = duty_queries.rules_row(session, viewer.clinic_id, held=True)
        if row is None:
            row = duty_queries.usual_rules(viewer.clinic_id)
            session.add(row)
        if row.version != version:
            raise Refused({"": "Somebody else changed the rules meanwhile. What you chose is still "
                               "here; check it and save again to replace theirs."})
        for name in duty_queries.RULES:
            setattr(row, name, getattr(rules, name))
        row.version += 1
        row.look_at = next_due(rules.digest_hour, team.rota.zone, now)
        trail.did(session, viewer, "alert rules set", now, detail=f"version {row.version}")


def _faults(rules: Rules) -> dict[str, str]:
    errors: dict[str, str] = {}
    for name in ("digest_hour", "quiet_from", "quiet_until"):
        hour = getattr(rules, name)
        if hour is not None and not 0 <= hour < 24:
            errors[name] = "Please choose an hour."
    if (rules.quiet_from is None) != (rules.quiet_until is None):
        missing = "quiet_from" if rules.quiet_from is None else "quiet_until"
        errors[missing] = "Please choose both hours, or none."
    elif rules.quiet_from is not None and rules.quiet_from == rules.quiet_until:
        errors["quiet_until"] = "Please leave some hours of the day."
    elif "digest_hour" not in errors and rules.quiet_at(rules.digest_hour):
        errors["digest_hour"] = "This hour is quiet. Please choose another."
    for name, (least, most) in (("urgent_minutes", URGENT_MINUTES),
                                ("concern_hours", CONCERN_HOURS)):
        if not least <= getattr(rules, name) <= most:
            errors[name] = f"Please give {least} to {most}."
    return errors
