"""Names and codes of our resources. Codes are our own, from the one vocabulary; others' are used
only where the meaning is exactly theirs."""

from __future__ import annotations

import re
from typing import Any

from tracker.recovery.assessment import KINDS
from tracker.recovery.symptoms import SCALES, SIGNS, TEMPERATURE
from tracker.recovery.treatment import AREAS, MODALITIES

Resource = dict[str, Any]
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
LABELS = {**{name: scale.label for name, scale in SCALES.items()},
          **{name: sign.label for name, sign in SIGNS.items()},
          TEMPERATURE: "Body temperature", **KINDS, **MODALITIES, **AREAS}


class Names:
    """Addresses under the installation's own base address."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")

    def full_url(self, kind: str, number: str) -> str:
        """Where a resource would be read."""
        return f"{self._base}/fhir/R4/{kind}/{number}"

    def system(self, what: str) -> str:
        """One of our own code systems: answer, complication, treatment, area."""
        return f"{self._base}/fhir/CodeSystem/{what}"

    def code(self, what: str, name: str) -> Resource:
        """A code of our own, with its words."""
        label = LABELS[name]
        return {"coding": [{"system": self.system(what), "code": name, "display": label}],
                "text": label}


def fhir_id(own: str) -> str:
    """An id of ours as FHIR takes it: it knows no underscore, and ours have no full stop."""
    return own.replace("_", ".")


def own_id(told: str) -> str:
    """The id again as it is ours."""
    return told.replace(".", "_")


_PART = re.compile(r"-(screening|day-[0-9]+(-[a-z-]+)?|(flag|message)-[0-9]+)$")


def recovery_of(number: str) -> str:
    """The id of the recovery that a resource's id names first."""
    return _PART.sub("", number)


def reference(kind: str, number: str) -> Resource:
    """A link to a resource of the same bundle."""
    return {"reference": f"{kind}/{number}"}
