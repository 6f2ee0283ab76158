"""A flag in words and figures: what was told, what was expected, and what else it may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.recovery.assessment import Flag, Level
from tracker.recovery.calling import Call
from tracker.recovery.course import Timeline
from tracker.recovery.danger import Danger
from tracker.recovery.evidence.explanations import carrying_days, named_shares
from tracker.recovery.evidence.limits import limits_for
from tracker.recovery.findings import Finding
from tracker.recovery.treatment import Recovery
from tracker.recovery.wording import Look

CLEARS: Mapping[str, str] = {
    "infection": "Two falling days without new signs, or your entry",
    "herpes": "All crusted and no new blisters for 48 h",
    "contact_dermatitis": "Itching and redness falling for 2 days after stopping the product",
    "pih": "Back to the own start on two answers a week apart",
    "persistent_inflammation": "Back under the limit for 7 days",
    "scarring": "A clinician's examination",
    "nerve": "Feeling is back",
    "bleeding": "No bleeding for a day",
}
SYMPTOMS_NAMED = 3


def explain_danger(danger: Danger, sent: int) -> Flag:
    """The flag of a sign of danger."""
    return Flag(sent, danger.kind, Level.URGENT, danger.reasons, danger.symptom,
                danger.patient_reason, danger.clears, danger.emergency)


def explain_call(call: Call, sent: int) -> Flag:
    """The flag of an answer that the clinic should see in its list."""
    return Flag(sent, call.kind, call.level, (call.reason, "Whoever reports it is told to call"),
                call.symptom, call.why, "A clinician's look, or a day without it")


def explain(
    finding: Finding, kind: str, level: Level, recovery: Recovery, line: Timeline
) -> Flag:
    """The flag of a finding that passed its limit. The first reason is the shortest and the most
    telling; the second says how it came there, or which signs were told."""
    look = Look(finding, recovery, line)
    leading = look.leading()
    first, more = leading[:1], leading[1:SYMPTOMS_NAMED]
    reasons = [
        *map(look.told, first), *look.path(leading), *look.signs(), *map(look.told, more),
        *_skin(recovery, leading), _rarity(finding, recovery),
    ]
    return Flag(
        finding.sent, kind, level, tuple(reasons), first[0] if first else "redness",
        look.told_patient(leading), CLEARS[kind],
        weights=named_shares(finding.followed.panel, finding.shares),
        days=carrying_days(finding.followed, finding.at, finding.known, kind))


def _skin(recovery: Recovery, leading: list[str]) -> Iterator[str]:
    if recovery.fitzpatrick >= 5 and "redness" in leading:
        yield ("Skin types V and VI: redness shows less, so a fifth less is expected and the same "
               "answer weighs more")


def _rarity(finding: Finding, recovery: Recovery) -> str:
    limits = limits_for(recovery.fitzpatrick)
    percent = limits.rarity(finding.any)
    fewer = "Fewer than" if percent <= limits.false_alerts[0] else "About"
    return f"{fewer} 1 in {round(100 / percent)} simulated normal recoveries ever goes so far"
