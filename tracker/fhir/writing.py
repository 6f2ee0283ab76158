"""Resources as text, each checked by the library that knows the standard."""

from __future__ import annotations

import json
from datetime import date

from tracker.fhir.naming import Resource


def written(resource: Resource) -> str:
    """A resource as JSON.

    Raises pydantic's ValidationError where it would not be FHIR: then it is not handed out.
    """
    # Imported late: the standard's models take half a second that no other page should wait for.
    from fhir.resources.R4B import get_fhir_model_class

    # Written from what was checked, not from the models: they take as long again to write.
    told = json.dumps(resource, default=_iso, ensure_ascii=False, indent=1)
    get_fhir_model_class(resource["resourceType"]).model_validate_json(told)
    return told


def _iso(moment: date) -> str:
    """A day, or a moment with its zone, as FHIR writes them."""
    return moment.isoformat()
