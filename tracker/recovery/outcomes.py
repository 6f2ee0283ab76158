"""What an alert turned out to be, as a clinician closes it: the labels for later figures."""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "other"
OUTCOMES: Mapping[str, str] = {
    "expected_healing": "Expected healing",
    "infection_confirmed": "Infection, confirmed",
    "infection_suspected": "Infection, treated on suspicion",
    "herpes": "Herpes",
    "pih": "Dark marks (PIH)",
    "contact_dermatitis": "Contact dermatitis",
    "persistent_inflammation": "Inflammation that persists",
    "scarring": "Scarring",
    "nerve": "Nerve symptoms",
    "bleeding": "Bleeding",
    OTHER: "Something else",
}
"""What can be chosen. Every code is stored for good: add to them, never give one another sense."""
EARLIER: Mapping[str, str] = {
    "confirmed": "Complication confirmed, treated here",
    "referred": "Referred",
}
"""What was chosen before there were labels by kind; it stays as it was said."""


def outcome_label(code: str) -> str:
    """An outcome in words, also one that can be chosen no longer."""
    return OUTCOMES.get(code) or EARLIER.get(code, code)
