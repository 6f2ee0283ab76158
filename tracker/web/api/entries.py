"""Taking one day's entry."""

from __future__ import annotations

from typing import Any

from flask import g

from tracker.care.entries import log_entry
from tracker.care.receipts import Receipt, receipt
from tracker.care.viewer import Refused
from tracker.web.api import bp
from tracker.web.api.bodies import Sent, sent_entry
from tracker.web.api.shapes import entry_shape, guidance_shape
from tracker.web.context import now, session, wake


@bp.post("/recoveries/<id:recovery_id>/entries")
def add_entry(recovery_id: str) -> tuple[dict[str, Any], int]:
    """Keep the answers about a day, judge them, and tell what follows."""
    sent = sent_entry()
    logged = log_entry(
        session(), g.viewer, recovery_id, sent.answers, day=sent.day, note=sent.note,
        key=sent.key, version=sent.version, now=now(),
    )
    wake(logged.mails)
    kept = receipt(session(), g.viewer, recovery_id, sent.key, looked=logged.repeated, now=now())
    if logged.repeated and not _same(sent, kept):
        raise Refused({"": "This Idempotency-Key came with another entry before. Nothing was "
                           "stored now; send it with a key of its own."})
    told = {"entry": entry_shape(kept.entry), "assessment": kept.assessment,
            "guidance": guidance_shape(kept)}
    return told, 200 if logged.repeated else 201


def _same(sent: Sent, kept: Receipt) -> bool:
    """Whether what is kept under the key is what came now."""
    return (sent.answers == kept.entry.answers and sent.note == (kept.entry.note or "")
            and sent.day in (None, kept.entry.day))
