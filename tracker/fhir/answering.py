"""What a FHIR server answers with: what was found, what stands now, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tracker.fhir.naming import Names, Resource

CODES = {400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported",
         406: "not-supported", 429: "throttled", 503: "transient"}
"""The standard's word for each status."""


def standing(resources: Iterable[Resource]) -> list[Resource]:
    """Of each resource the newest version: those that were replaced are told in the download."""
    return list({(one["resourceType"], one["id"]): one for one in resources}.values())


def searchset(
    found: Iterable[Resource], names: Names, links: Mapping[str, str], at: datetime,
    total: int | None = None,
) -> Resource:
    """The answer to a search; `links` are its own address and where it goes on."""
    entries = [{"fullUrl": names.full_url(one["resourceType"], one["id"]), "resource": one,
                "search": {"mode": "match"}} for one in found]
    told: Resource = {
        "resourceType": "Bundle", "type": "searchset", "timestamp": at,
        "link": [{"relation": relation, "url": url} for relation, url in links.items()],
    }
    if total is not None:
        told["total"] = total
    # An empty list is no FHIR.
    return told | ({"entry": entries} if entries else {})


def outcome(status: int, words: str) -> Resource:
    """Why there is no other answer."""
    return {"resourceType": "OperationOutcome", "issue": [
        {"severity": "error", "code": CODES.get(status, "exception"), "diagnostics": words}]}
