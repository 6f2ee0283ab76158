"""A recovery as the line of JSON that `tracker assess` reads."""

from __future__ import annotations

import json

from tracker.recovery.treatment import Recovery


def as_line(recovery: Recovery) -> str:
    """One line, without its end."""
    treatment = recovery.treatment
    return json.dumps({
        "id": recovery.id, "fitzpatrick": recovery.fitzpatrick, "modality": treatment.modality,
        "depth_mm": treatment.depth_mm, "area": list(treatment.area),
        "entries": [{"day": e.day, "submitted": e.submitted, **e.answers()}
                    for e in recovery.entries],
    })
