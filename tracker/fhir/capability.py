"""What can be asked of our FHIR server, as it says itself."""

from __future__ import annotations

from tracker.fhir.naming import Resource

PARTS = ("Procedure", "Observation", "QuestionnaireResponse", "DetectedIssue", "Communication")
"""What a patient's record is made of, beside the patient."""
JSON = "application/fhir+json"
SINCE = "2026-11-30"


def capabilities(base_url: str, version: str) -> Resource:
    """The CapabilityStatement of this installation."""
    return {
        "resourceType": "CapabilityStatement", "status": "active", "date": SINCE,
        "kind": "instance", "fhirVersion": "4.0.1", "format": [JSON, "json"],
        "software": {"name": "tracker", "version": version},
        "implementation": {"description": "Recoveries after needling, to be read",
                           "url": f"{base_url}/fhir/R4"},
        "rest": [{
            "mode": "server",
            "security": {"description": "A token as `Authorization: Bearer …`; it reads what its "
                                        "person may see."},
            "resource": [_organization(), _patient(), *(_part(kind) for kind in PARTS)],
        }],
    }


def _organization() -> Resource:
    return {"type": "Organization", "interaction": [{"code": "read"}]}


def _patient() -> Resource:
    return {
        "type": "Patient", "interaction": [{"code": "read"}, {"code": "search-type"}],
        "operation": [{
            "name": "everything",
            "definition": "http://hl7.org/fhir/OperationDefinition/Patient-everything"}],
    }


def _part(kind: str) -> Resource:
    return {
        "type": kind, "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [{"name": "patient", "type": "reference",
                         "documentation": "Whose; it must be told."}],
    }
