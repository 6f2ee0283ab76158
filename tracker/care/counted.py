"""What this process counts of its own work, since it began, for whoever runs the installation.

Numbers alone: nothing here may tell of a person or of a clinic.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
"""Everything that is counted; the web adds its requests."""

ENTRIES = Counter("tracker_entries_logged", "Days that were answered or changed, and stored.",
                  registry=REGISTRY)
