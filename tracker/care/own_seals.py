"""What goes out in a form or an address and comes back: only this installation reads it, and it
holds for whom and what it was made, for a while."""

from __future__ import annotations

import json
import zlib
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken

from tracker.care.viewer import Viewer
from tracker.store.types import opened, sealed


def seal(viewer: Viewer, purpose: str, text: str, now: datetime) -> str:
    """A text that only `viewer` gets back, as letters that an address can carry."""
    told = [purpose, viewer.clinic_id, viewer.person_id, now.timestamp(), text]
    return sealed(zlib.compress(json.dumps(told).encode())).decode()


def unseal(
    viewer: Viewer, purpose: str, given: str, holds: timedelta, now: datetime
) -> str | None:
    """The text again; None for what is no seal, too old, somebody else's or of another purpose."""
    try:
        *whose, at, text = json.loads(zlib.decompress(opened(given.encode())))
    except (InvalidToken, ValueError, zlib.error):
        return None
    if whose != [purpose, viewer.clinic_id, viewer.person_id] or not (
            0 <= now.timestamp() - at <= holds.total_seconds()):
        return None
    return str(text)
